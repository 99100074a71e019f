package optim

import "fmt"

// ByName gives parameters optimizers by their names: the first rule that matches decides, and Default takes the rest.
type ByName struct {
	Rules   []Rule
	Default Optimizer // nil means Adam{}
}

// Rule says which parameters an optimizer moves. Match may be a method of a regular expression.
type Rule struct {
	Match func(param string) bool
	Use   Optimizer
}

// For returns the optimizer of a parameter.
func (o ByName) For(param string) Optimizer {
	for _, r := range o.Rules {
		if r.Match(param) {
			return r.Use
		}
	}
	if o.Default == nil {
		return Adam{}
	}
	return o.Default
}

// Name returns that of the parameter's optimizer.
func (o ByName) Name(param string) string { return o.For(param).Name(param) }

// Slots returns those of the parameter's optimizer.
func (o ByName) Slots(param string) int { return o.For(param).Slots(param) }

// Update moves the parameter by its optimizer.
func (o ByName) Update(p *Param) { o.For(p.Name).Update(p) }

// Validate checks the rules and every optimizer: nil or an error that names the rule.
func (o ByName) Validate() error {
	for i, r := range o.Rules {
		if r.Match == nil || r.Use == nil {
			return &Error{"ByName", fmt.Sprintf("rule %d needs both Match and Use", i)}
		}
		if err := Validate(r.Use); err != nil {
			return &Error{"ByName", fmt.Sprintf("rule %d: %v", i, err)}
		}
	}
	if o.Default == nil {
		return nil
	}
	if err := Validate(o.Default); err != nil {
		return &Error{"ByName", fmt.Sprintf("default: %v", err)}
	}
	return nil
}
