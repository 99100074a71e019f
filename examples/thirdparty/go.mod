// A module of its own, as that of somebody who uses the library: nothing in it can reach what is not exported.
module github.com/credence-ppl/credence/examples/thirdparty

go 1.26.0

require (
	github.com/credence-ppl/credence v0.0.0
	github.com/stretchr/testify v1.12.1
)

require (
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/exp v0.0.0-20261113113407-e3970619a1a4 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/tools v0.52.1-0.20261106145633-d407941a339a // indirect
	gonum.org/v1/gonum v0.17.0 // indirect
)

replace github.com/credence-ppl/credence => ../..
