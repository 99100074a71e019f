package main

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// repository is where links lead that the site has no page for.
const repository = "https://github.com/credence-ppl/credence/blob/main/"

// page is one page of the site. Paths have slashes: source is the file's in the repository, out the page's in the site.
type page struct {
	source, out string
	title       string
	anchors     map[string]bool
	links       []link
	demos       bool // the page has some
	listed      bool // in the menu
	html        template.HTML
}

// link is a link from a page to a place in another, which may be the same.
type link struct{ page, anchor, as string }

// pages are the documents, and all other pages and files that they lead to.
type pages struct {
	root     string
	all      []*page
	bySource map[string]*page
	files    map[string]bool // in the repository, to be copied
	problems []error
}

// readPages reads all documents of the repository at root, and what they link to. Links that lead nowhere are errors.
func readPages(root string) (*pages, error) {
	ps := &pages{root: root, bySource: map[string]*page{}, files: map[string]bool{}}
	if err := filepath.WalkDir(filepath.Join(root, "docs"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(name) == ".md" {
			if name, err = filepath.Rel(root, name); err == nil {
				ps.read(filepath.ToSlash(name))
			}
		}
		return err
	}); err != nil {
		return nil, err
	}
	index := ps.bySource["docs/README.md"]
	if index == nil {
		return nil, errors.New("docs/README.md is missing: it is the first page of the site, and its links are the order of the others")
	}
	for _, p := range ps.all {
		for _, l := range p.links {
			if to := ps.bySource[l.page]; l.anchor != "" && to != nil && !to.anchors[l.anchor] {
				ps.problem(p, "links to %s; %s has no such heading", l.as, to.source)
			}
		}
	}
	if len(ps.problems) > 0 {
		return nil, errors.Join(ps.problems...)
	}
	ps.sort(index)
	return ps, nil
}

// problem notes a mistake in a page.
func (ps *pages) problem(p *page, format string, args ...any) {
	ps.problems = append(ps.problems, fmt.Errorf("%s: %s", p.source, fmt.Sprintf(format, args...)))
}

// read adds a page, and those that it links to.
func (ps *pages) read(source string) {
	if ps.bySource[source] != nil {
		return
	}
	p := &page{source: source, out: outOf(source), title: source, anchors: map[string]bool{}}
	ps.all = append(ps.all, p)
	ps.bySource[source] = p
	text, err := os.ReadFile(filepath.Join(ps.root, source))
	if err == nil && path.Ext(source) == ".md" {
		err = ps.convert(p, text)
	} else if err == nil {
		p.html, err = sourcePage(p, string(text))
	}
	if err != nil {
		ps.problem(p, "%v", err)
	}
}

// outOf returns where something in the repository lies in the site.
func outOf(source string) string {
	inDocs, document := strings.CutPrefix(source, "docs/")
	switch path.Ext(source) {
	case ".md":
		if !document {
			inDocs = "files/" + source
		}
		if folder, name := path.Split(inDocs); name == "README.md" {
			return folder + "index.html"
		}
		return strings.TrimSuffix(inDocs, ".md") + ".html"
	case ".go":
		return "files/" + source + ".html"
	}
	return "files/" + source
}

// resolve returns what stands in the site for a link or picture of a page.
func (ps *pages) resolve(p *page, destination string, picture bool) string {
	u, err := url.Parse(destination)
	if err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(u.Path, "/") {
		return destination
	}
	if u.Path == "" {
		p.links = append(p.links, link{p.source, u.Fragment, destination})
		return destination
	}
	target := path.Join(path.Dir(p.source), u.Path)
	info, err := os.Stat(filepath.Join(ps.root, target))
	if err != nil || !filepath.IsLocal(target) {
		ps.problem(p, "links to %s, which is not in the repository", destination)
		return destination
	}
	switch ext := path.Ext(target); {
	case picture && !info.IsDir():
		ps.files[target] = true
	case (ext == ".md" || ext == ".go") && !info.IsDir():
		ps.read(target)
		p.links = append(p.links, link{target, u.Fragment, destination})
	default:
		return repository + target
	}
	to := url.URL{Path: relative(p.out, outOf(target)), Fragment: u.Fragment}
	return to.String()
}

// relative returns the path from one page of the site to another file of it.
func relative(from, to string) string {
	return strings.Repeat("../", strings.Count(from, "/")) + to
}

// sort puts the pages in the order in which the index links to them, the rest behind. The menu lists these and all
// documents.
func (ps *pages) sort(index *page) {
	place := map[*page]int{index: 1}
	for _, l := range index.links {
		if to := ps.bySource[l.page]; place[to] == 0 {
			place[to] = len(place) + 1
		}
	}
	for _, p := range ps.all {
		document := strings.HasPrefix(p.source, "docs/") && path.Ext(p.source) == ".md"
		p.listed = document || place[p] != 0
		if place[p] == 0 {
			place[p] = math.MaxInt
		}
	}
	slices.SortStableFunc(ps.all, func(a, b *page) int {
		return cmp.Or(cmp.Compare(place[a], place[b]), cmp.Compare(a.source, b.source))
	})
}

// view is what the template shows of a page.
type view struct {
	Title, Root, Size string
	Menu              []entry
	Previous, Next    *entry
	Body              template.HTML
	Demos             bool
}

// entry is a line of the menu.
type entry struct {
	Title, Href string
	Current     bool
}

// view returns what the template shows of page i, with the size of the library in words.
func (ps *pages) view(i int, size string) view {
	p := ps.all[i]
	v := view{Title: p.title, Root: relative(p.out, ""), Size: size, Body: p.html, Demos: p.demos}
	at := -1
	for _, other := range ps.all {
		if !other.listed {
			continue
		}
		if other == p {
			at = len(v.Menu)
		}
		v.Menu = append(v.Menu, entry{other.title, relative(p.out, other.out), other == p})
	}
	if at > 0 {
		v.Previous = &v.Menu[at-1]
	}
	if at >= 0 && at+1 < len(v.Menu) {
		v.Next = &v.Menu[at+1]
	}
	return v
}
