package dist_test

import (
	"testing"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor/optest"
)

func TestTable(t *testing.T) {
	dist.MakeEverything()
	optest.CheckTable(t)
}
