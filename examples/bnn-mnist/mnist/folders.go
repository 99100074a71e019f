package mnist

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// loadFolders reads a folder with a folder of images for each class, or with two such folders, train and test.
func loadFolders(dir string, seed uint64) (train, test Set, err error) {
	top, err := list(dir)
	if err != nil {
		return Set{}, Set{}, err
	}
	if len(top) == 0 {
		return Set{}, Set{}, fmt.Errorf("%s: found an empty folder, expected a folder of images for each class, or the four MNIST files (train-images-idx3-ubyte and so on)", dir)
	}
	is := func(name string) bool {
		return slices.ContainsFunc(top, func(e entry) bool { return e.folder && e.name == name })
	}
	if !is("train") || !is("test") {
		classes, err := listClasses(top)
		if err != nil {
			return Set{}, Set{}, err
		}
		if err := checkCounts(len(classes)); err != nil {
			return Set{}, Set{}, fmt.Errorf("%s: %w", dir, err)
		}
		all, err := readClasses(classes)
		if err != nil {
			return Set{}, Set{}, err
		}
		if train, test, err = all.split(seed); err != nil {
			return Set{}, Set{}, fmt.Errorf("%s: %w", dir, err)
		}
		return train, test, nil
	}

	var parts [2][]class
	for _, e := range top {
		part := slices.Index([]string{"train", "test"}, e.name)
		if part < 0 {
			return Set{}, Set{}, fmt.Errorf("%s: found something beside the folders train and test, expected these two only", e.path)
		}
		inside, err := list(e.path)
		if err != nil {
			return Set{}, Set{}, err
		}
		if parts[part], err = listClasses(inside); err != nil {
			return Set{}, Set{}, err
		}
	}
	if err := checkCounts(len(parts[0])); err != nil {
		return Set{}, Set{}, fmt.Errorf("%s: %w", filepath.Join(dir, "train"), err)
	}
	if len(parts[1]) == 0 {
		return Set{}, Set{}, fmt.Errorf("%s: found no images, expected some of the classes of train", filepath.Join(dir, "test"))
	}
	// Both parts number the classes alike: those without test images are empty in the second.
	tested := make([]class, len(parts[0]))
	for i, c := range parts[0] {
		tested[i].name = c.name
	}
	for _, c := range parts[1] {
		i := slices.IndexFunc(tested, func(o class) bool { return o.name == c.name })
		if i < 0 {
			return Set{}, Set{}, fmt.Errorf("%s: found a class that train does not have, expected one of its %d classes", c.path, len(tested))
		}
		tested[i] = c
	}
	if train, err = readClasses(parts[0]); err == nil {
		test, err = readClasses(tested)
	}
	if err != nil {
		return Set{}, Set{}, err
	}
	return train.pick(train.order(seed)), test.pick(test.order(seed)), nil
}

// entry is what stands in a folder.
type entry struct {
	name, path string
	folder     bool
}

// list returns what stands in a folder, by name, but what file systems and viewers leave there. Links are followed.
func list(dir string) ([]entry, error) {
	found, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, f := range found {
		name := f.Name()
		if strings.HasPrefix(name, ".") || strings.EqualFold(name, "Thumbs.db") || strings.EqualFold(name, "desktop.ini") {
			continue
		}
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s: found neither a file nor a folder, expected an image", path)
		}
		entries = append(entries, entry{name, path, info.IsDir()})
	}
	return entries, nil
}

// class is a folder of images.
type class struct {
	name, path string
	images     []string // paths
}

// listClasses returns the classes of the folders, in their order, with the paths of their images by name.
func listClasses(folders []entry) ([]class, error) {
	classes := map[string]class{}
	var names []string
	images := 0
	for _, e := range folders {
		if !e.folder {
			return nil, fmt.Errorf("%s: found a file beside folders of images, expected a folder for each class", e.path)
		}
		if err := checkName(e.name); err != nil {
			return nil, fmt.Errorf("%q: %w", e.path, err)
		}
		inside, err := list(e.path)
		if err != nil {
			return nil, err
		}
		if len(inside) == 0 {
			return nil, fmt.Errorf("%s: found no images, expected some of the class", e.path)
		}
		c := class{name: e.name, path: e.path}
		for _, f := range inside {
			if f.folder {
				return nil, fmt.Errorf("%s: found a folder in a folder of images, expected images: folders are CLASS, or train/CLASS and test/CLASS", f.path)
			}
			c.images = append(c.images, f.path)
		}
		if images += len(c.images); images > maxImages {
			return nil, fmt.Errorf("%s: found more than %d images, expected at most that", e.path, maxImages)
		}
		classes[e.name] = c
		names = append(names, e.name)
	}
	sortNames(names)
	sorted := make([]class, len(names))
	for i, name := range names {
		sorted[i] = classes[name]
	}
	return sorted, nil
}

// readClasses reads the images of classes, class by class. The processors share the work; the images' places, and which
// error is returned if there are several, do not depend on them.
func readClasses(classes []class) (Set, error) {
	var s Set
	var paths []string
	for label, c := range classes {
		s.Names = append(s.Names, c.name)
		for range c.images {
			s.Labels = append(s.Labels, byte(label))
		}
		paths = append(paths, c.images...)
	}
	s.Images = make([]byte, len(paths)*Pixels)

	type failure struct {
		at  int
		err error
	}
	var (
		next   atomic.Int64
		failed atomic.Bool
		mu     sync.Mutex
		first  = failure{at: len(paths)}
		group  sync.WaitGroup
	)
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		group.Go(func() {
			for !failed.Load() { // images are begun in order, so that those before a failure have been
				i := int(next.Add(1)) - 1
				if i >= len(paths) {
					return
				}
				image, err := readPicture(paths[i])
				if err != nil {
					failed.Store(true)
					mu.Lock()
					first = slices.MinFunc([]failure{first, {i, err}}, func(a, b failure) int { return cmp.Compare(a.at, b.at) })
					mu.Unlock()
					return
				}
				copy(s.Image(i), image)
			}
		})
	}
	group.Wait()
	return s, first.err
}
