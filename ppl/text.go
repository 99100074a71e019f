package ppl

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// How tables and error messages write names, shapes and plates.

// nameList is names in a sentence.
func nameList(names []string) string {
	const most = 20
	if len(names) == 0 {
		return "none"
	}
	var quoted []string
	for _, n := range names[:min(len(names), most)] {
		quoted = append(quoted, fmt.Sprintf("%q", n))
	}
	if more := len(names) - most; more > 0 {
		quoted = append(quoted, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(quoted, ", ")
}

func shapeText(s tensor.Shape) string {
	if len(s) == 0 {
		return "·"
	}
	return strings.Trim(fmt.Sprint([]int(s)), "[]")
}

// plateList is name[rows]@dimension of plates, outermost first.
func plateList(plates []*Frame) string {
	var list []string
	for _, f := range plates {
		list = append(list, fmt.Sprintf("%s[%d]@%d", f.Name, f.Batch, f.Dim))
	}
	return strings.Join(list, " ")
}

// rowList is the beginning of a list of rows.
func rowList(rows []int) string {
	const most = 5
	if len(rows) <= most {
		return fmt.Sprint(rows)
	}
	return fmt.Sprintf("%v and %d more", rows[:most], len(rows)-most)
}
