// Package words puts lists into sentences of errors, which show the first few of many.
package words

import (
	"fmt"
	"strings"
)

// Names returns names in quotes, "none" if there are none.
func Names(names []string) string {
	const most = 20
	if len(names) == 0 {
		return "none"
	}
	list := make([]string, min(len(names), most))
	for i := range list {
		list[i] = fmt.Sprintf("%q", names[i])
	}
	if more := len(names) - most; more > 0 {
		list = append(list, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(list, ", ")
}

// Rows returns row numbers in brackets.
func Rows(rows []int) string {
	const most = 5
	if len(rows) <= most {
		return fmt.Sprint(rows)
	}
	return fmt.Sprintf("%v and %d more", rows[:most], len(rows)-most)
}
