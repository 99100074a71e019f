package dist_test

import (
	"testing"

	_ "github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor/optest"
)

func TestTable(t *testing.T) { optest.CheckTable(t) }
