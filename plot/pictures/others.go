package main

import "github.com/credence-ppl/credence/plot"

// others are the pictures of other pages of what programs there compute.
var others = []picture{
	{"cars-line.svg", func() (*plot.Figure, error) { return carsBy("line", line) }},
	{"cars-power.svg", func() (*plot.Figure, error) { return carsBy("power", power) }},
	{"mean-field.svg", meanField},
}
