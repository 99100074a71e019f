package tensor_test

import (
	"testing"

	"github.com/credence-ppl/credence/tensor/optest"
)

func TestTable(t *testing.T) { optest.CheckTable(t) }
