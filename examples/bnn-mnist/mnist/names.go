package mnist

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// digits are the names of MNIST's classes.
var digits = []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

// maxName bounds the characters of the name of a class.
const maxName = 64

// checkName refuses what cannot be shown as the name of a class.
func checkName(name string) error {
	if name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName {
		return fmt.Errorf("found the class %.100q, expected a name of 1 to %d characters", name, maxName)
	}
	for _, r := range name {
		if !unicode.IsPrint(r) {
			return fmt.Errorf("found the class %q, expected a name of characters that can be printed", name)
		}
	}
	return nil
}

// sortNames sorts names of classes: by number if all are whole numbers, as text otherwise.
func sortNames(names []string) {
	numbers := map[string]int{}
	for _, name := range names {
		n, err := strconv.Atoi(name)
		if err != nil {
			numbers = nil
			break
		}
		numbers[name] = n
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(numbers[a], numbers[b]), cmp.Compare(a, b)) })
}

// checkCounts makes sure that there are several classes, and few enough of them.
func checkCounts(classes int) error {
	if classes < 2 || classes > maxClasses {
		return fmt.Errorf("found images of %d classes, expected 2 to %d", classes, maxClasses)
	}
	return nil
}
