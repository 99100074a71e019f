package table_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/table"
)

func ExampleTable_Complete() {
	t, err := table.ReadCSV(strings.NewReader("age,cm\n3,99\nNA,101\n5,NA\n6,115\n"), table.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err = t.Complete("age") // heights that are missing can be masked
	if err != nil {
		fmt.Println(err)
		return
	}
	age, _ := t.Numbers("age")
	cm, _ := t.Numbers("cm")
	fmt.Println(age.Values, cm.Values, cm.Present)
	// Output: [3]{3 5 6} [3]{99 NaN 115} [3]{1 0 1}
}

func TestComplete(t *testing.T) {
	tab := read(t, "county,radon,floor\nAITKIN,2.2,1\nNA,1,0\nANOKA,NA,0\nBECKER,x,1\nBECKER,0.5,\n", table.Options{})
	all, err := tab.Complete()
	require.NoError(t, err)
	require.Equal(t, 2, all.Rows())
	require.Equal(t, tab.Columns(), all.Columns())
	county, err := all.Categories("county")
	require.NoError(t, err)
	require.Equal(t, []string{"AITKIN", "BECKER"}, county.Names)
	require.Nil(t, county.Present)
	_, err = all.Numbers("radon")
	require.ErrorContains(t, err, `line 5, column "radon": "x"`, "the lines are those of the file")

	some, err := tab.Complete("radon", "floor")
	require.NoError(t, err)
	names, err := some.Text("county")
	require.NoError(t, err)
	require.Equal(t, []string{"AITKIN", "NA", "BECKER"}, names)
	require.Equal(t, 5, tab.Rows(), "the table itself is as it was")

	_, err = tab.Complete("county", "county", "radom")
	require.EqualError(t, err, `table: CSV: there is no column "radom"; it has "county", "radon", "floor"`)
	_, err = read(t, "a,b\n1,\n,2\n", table.Options{}).Complete()
	require.EqualError(t, err, `table: CSV: no row of 2 has a value in each of "a", "b"`)
}
