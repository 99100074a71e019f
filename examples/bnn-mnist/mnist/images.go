package mnist

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Images returns images whose classes do not matter, at least one, each of Pixels bytes: those of an IDX file, those to
// test with in a folder of MNIST's files, or all pictures of a folder and of the folders in it. They become what Load
// makes of images.
func Images(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("mnist: expected a file or a folder of images: %w", err)
	}
	var images []byte
	switch {
	case !info.IsDir():
		err = open(os.DirFS(filepath.Dir(path)), filepath.Base(path), func(f fs.File) (err error) {
			images, _, err = readImages(path, f)
			return err
		})
	case hasOriginals(os.DirFS(path)):
		var test Set
		_, test, err = loadOriginals(path)
		images = test.Images
	default:
		images, err = readPictures(path)
	}
	if err != nil {
		return nil, fmt.Errorf("mnist: %w", err)
	}
	return images, nil
}

// readPictures reads the pictures of a folder and of the folders in it.
func readPictures(dir string) ([]byte, error) {
	var all class
	entries, err := list(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		inside := []entry{e}
		if e.folder {
			if inside, err = list(e.path); err != nil {
				return nil, err
			}
		}
		for _, f := range inside {
			if f.folder {
				return nil, fmt.Errorf("%s: found a folder in a folder in a folder, expected images", f.path)
			}
			all.images = append(all.images, f.path)
		}
		if len(all.images) > maxImages {
			return nil, fmt.Errorf("%s: found more than %d images, expected at most that", dir, maxImages)
		}
	}
	if len(all.images) == 0 {
		return nil, fmt.Errorf("%s: found no images, expected PNG or JPEG", dir)
	}
	s, err := readClasses([]class{all})
	return s.Images, err
}
