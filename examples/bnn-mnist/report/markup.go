package report

import (
	"fmt"
	"html"
	"strings"
)

// markup is HTML that is being written. There is no template: text/template finds methods by their names, so that a
// program with it keeps every exported method of everything it links.
type markup struct{ strings.Builder }

// printf writes tags, the format, with what comes from elsewhere between them: text is escaped.
func (m *markup) printf(format string, args ...any) {
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = html.EscapeString(text)
		}
	}
	fmt.Fprintf(m, format, args...)
}

// table writes rows below the first, which is their heading. The first cell of each is its name.
func (m *markup) table(rows [][]string) {
	m.printf(`<div class="scroll" tabindex="0"><table><thead><tr>`)
	for _, cell := range rows[0] {
		m.printf(`<th scope="col">%s</th>`, cell)
	}
	m.printf("</tr></thead><tbody>\n")
	for _, row := range rows[1:] {
		m.printf(`<tr><th scope="row">%s</th>`, row[0])
		for _, cell := range row[1:] {
			m.printf(`<td>%s</td>`, cell)
		}
		m.printf("</tr>\n")
	}
	m.printf("</tbody></table></div>\n")
}

// chart draws a chart with its caption.
func (m *markup) chart(c *chart) {
	const right, bottom = left + wide, top + high
	m.printf(`<figure><svg viewBox="0 0 %v %v" role="img" aria-label="%s">`+"\n", chartWidth, chartHeight, c.Title)
	for _, t := range c.YTicks {
		m.printf(`<path class="axis" d="M%v %vH%v"/><text x="%v" dx="-4" y="%v" dy="3" text-anchor="end">%s</text>`+"\n",
			left, t.At, right, left, t.At, t.Text)
	}
	for _, t := range c.XTicks {
		m.printf(`<text x="%v" y="%v" dy="14" text-anchor="middle">%s</text>`+"\n", t.At, bottom, t.Text)
	}
	m.printf(`<path class="axis" d="M%v %vV%v"/>`+"\n", left, top, bottom)
	m.printf(`<text x="%v" y="%v" dy="28" text-anchor="end">%s</text><text x="0" y="9">%s</text>`+"\n", right, bottom, c.X, c.Y)
	caption := c.Title
	for i, l := range c.Lines {
		class, stroke := fmt.Sprint("l", i), "solid"
		if l.Dashed {
			class, stroke = class+" dashed", "dashed"
		}
		m.printf(`<polyline class="%s" points="%s"/>`+"\n", class, l.Points)
		for _, d := range l.Dots {
			m.printf(`<circle class="l%d" cx="%v" cy="%v" r="2.5"><title>%s</title></circle>`+"\n", i, d.X, d.Y, d.Says)
		}
		switch {
		case l.Name == "":
		case i == 0:
			caption += ": " + l.Name + " " + stroke
		default:
			caption += ", " + l.Name + " " + stroke
		}
	}
	m.printf("</svg><figcaption>%s.</figcaption></figure>\n", caption)
}

// card draws an image with what is said of it.
func (m *markup) card(c Card, things, picture string) {
	m.printf(`<figure class="card"><img src="%s" alt="one of the test %s, which %s"><figcaption>%s; %s, %s`+"\n<ol>",
		picture, things, c.Title, c.Title, c.says(), c.sure())
	for _, b := range c.bars() {
		m.printf(`<li>%s <i style="width: %.2frem"></i> %s</li>`, b.Class, 7*b.Prob, percentDown(b.Prob))
	}
	m.printf("</ol></figcaption></figure>\n")
}
