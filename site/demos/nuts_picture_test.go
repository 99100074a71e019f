package demos

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the pictures of docs that the library's algorithms make")

// The picture of docs/hmc.md is a transition of the library: go -C site test ./demos -run NUTSPicture -update
func TestNUTSPicture(t *testing.T) {
	const file = "../../docs/pictures/nuts.svg"
	made := nutsPicture(t, nutsQuestion{"ridge", [2]float64{1.3, 0.9}, 0.36, 327})
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(made), 0o644))
	}
	there, err := os.ReadFile(file)
	require.NoError(t, err)
	number := regexp.MustCompile(`-?\d+\.\d`)
	require.Equal(t, number.ReplaceAllString(string(there), "#"), number.ReplaceAllString(made, "#"))
	was := number.FindAllString(string(there), -1)
	for i, is := range number.FindAllString(made, -1) { // which are rounded, and may be in another way elsewhere
		a, err := strconv.ParseFloat(was[i], 64)
		require.NoError(t, err)
		b, err := strconv.ParseFloat(is, 64)
		require.NoError(t, err)
		require.InDelta(t, a, b, 0.11)
	}
}

// nutsPicture returns a picture of a transition of four doublings, after which the ends have turned toward each other.
func nutsPicture(t *testing.T, q nutsQuestion) string {
	a, err := nuts(q)
	require.NoError(t, err)
	require.Equal(t, "turned", a.Why)
	require.Len(t, a.Doublings, 4)

	const ink = "#17212b"
	colors := []string{"#0b5cad", "#1b7f5a", "#9a5b00", "#a8326e"}
	var b strings.Builder
	place := func(x [2]float64) string { return fmt.Sprintf("%.1f %.1f", 220+70*x[0], 200-70*x[1]) }
	at := func(x [2]float64) string {
		px, py, _ := strings.Cut(place(x), " ")
		return fmt.Sprintf(`x="%s" y="%s"`, px, py)
	}

	directions := make([]string, len(a.Doublings))
	doubling := make([]int, len(a.Points))
	from := 0
	for d, doubled := range a.Doublings {
		directions[d] = "backward"
		if doubled.Ahead {
			directions[d] = "forward"
		}
		for ; from < doubled.Points; from++ {
			doubling[from] = d
		}
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 400" role="img" aria-labelledby="t d" font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="14">
  <!-- Made by "go -C site test ./demos -run NUTSPicture -update": a transition of the library's NUTS. -->
  <title id="t">One transition of NUTS on a tilted valley</title>
  <desc id="d">Ellipses are lines of equal density. From the start the trajectory of leapfrogs is doubled four times, %s and %s in time, to 16 points, until its ends turn back toward each other. A dashed arrow is rho, the sum of the momenta, from one end to the other. Arrows show the momenta at the ends, of which one points against it. A ring marks the point that was drawn.</desc>
  <defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="%s"/></marker></defs>
  <rect width="760" height="400" fill="#ffffff"/>
`, strings.Join(directions[:3], ", "), directions[3], ink)

	// Standard deviations along the valley and across it.
	for k := 1.0; k <= 2; k += 0.5 {
		fmt.Fprintf(&b, `  <ellipse cx="220" cy="200" rx="%.1f" ry="%.1f" transform="rotate(-45 220 200)" fill="none" stroke="#c3cbd4" stroke-width="1.3"/>`+"\n", 70*k*1.3784, 70*k*0.3162)
	}

	all := append([]nutsPoint{{At: q.Start, momentum: a.Momentum}}, a.Points...)
	slices.SortFunc(all, func(a, b nutsPoint) int { return cmp.Compare(a.Time, b.Time) })
	var line []string
	var rho [2]float64
	for _, p := range all {
		line = append(line, strings.Replace(place(p.At), " ", ",", 1))
		rho[0], rho[1] = rho[0]+p.momentum[0], rho[1]+p.momentum[1]
	}
	fmt.Fprintf(&b, `  <polyline fill="none" stroke="#7b8794" stroke-width="1.6" points="%s"/>`+"\n", strings.Join(line, " "))
	arrow := func(from, along [2]float64, length float64, style string) {
		to := [2]float64{from[0] + length*along[0], from[1] + length*along[1]}
		fmt.Fprintf(&b, `  <path d="M%s L%s" stroke="%s" stroke-width="2" marker-end="url(#a)"%s/>`+"\n", place(from), place(to), ink, style)
	}
	first, last := all[0], all[len(all)-1]
	const dashed = ` stroke-dasharray="5 3"`
	ends := 0
	for _, end := range []nutsPoint{first, last} {
		if end.momentum[0]*rho[0]+end.momentum[1]*rho[1] <= 0 {
			ends++
		}
	}
	require.Equal(t, 1, ends, "ends that point against rho")

	mark := func(where string, d int) {
		var x, y float64
		_, err := fmt.Sscanf(where, "%f %f", &x, &y)
		require.NoError(t, err)
		fmt.Fprintf(&b, `  <circle cx="%.1f" cy="%.1f" r="7.5" fill="%s"/><text x="%.1f" y="%.1f" fill="#ffffff" font-size="11" text-anchor="middle">%d</text>`+"\n", x, y, colors[d], x, y+4, d+1)
	}
	for i, p := range a.Points {
		mark(place(p.At), doubling[i])
	}
	fmt.Fprintf(&b, `  <rect %s width="12" height="12" transform="translate(-6 -6)" fill="%s"/>`+"\n", at(q.Start), ink)
	// A step moves the ball by its length times the momentum, so that rho, times that, leads from end to end.
	arrow(first.At, rho, q.StepSize, dashed)
	arrow(first.At, first.momentum, 0.4, "")
	arrow(last.At, last.momentum, 0.4, "")
	chosen := a.Points[a.Doublings[3].Chosen].At
	fmt.Fprintf(&b, `  <circle %s r="12" fill="none" stroke="%s" stroke-width="2.2"/>`+"\n", strings.NewReplacer("x=", "cx=", "y=", "cy=").Replace(at(chosen)), ink)

	y := 40.0
	label := func(text string) {
		fmt.Fprintf(&b, `  <text x="516" y="%.1f" fill="%s">%s</text>`+"\n", y+5, ink, text)
		y += 26
	}
	fmt.Fprintf(&b, `  <rect x="494" y="%.1f" width="12" height="12" fill="%s"/>`+"\n", y-6, ink)
	label("start, with a random push")
	for d, steps := range []string{"1 step", "2 steps", "4 steps", "8 steps"} {
		mark(fmt.Sprintf("500 %f", y), d)
		label(fmt.Sprintf("doubling %d: %s, %s", d+1, steps, directions[d]))
	}
	fmt.Fprintf(&b, `  <circle cx="500" cy="%.1f" r="10" fill="none" stroke="%s" stroke-width="2.2"/>`+"\n", y, ink)
	label("the point that was drawn")
	fmt.Fprintf(&b, `  <path d="M488 %.1f h24" stroke="%s" stroke-width="2" marker-end="url(#a)"/>`+"\n", y, ink)
	label("momentum at the two ends")
	fmt.Fprintf(&b, `  <path d="M488 %.1f h24" stroke="%s" stroke-width="2" marker-end="url(#a)"%s/>`+"\n", y, ink, dashed)
	label("rho, the sum of all momenta")
	fmt.Fprintf(&b, `  <ellipse cx="500" cy="%.1f" rx="10" ry="5" fill="none" stroke="#7b8794" stroke-width="1.6"/>`+"\n", y)
	label("lines of equal density")
	b.WriteString("</svg>\n")
	return b.String()
}
