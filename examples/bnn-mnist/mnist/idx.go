package mnist

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// idx is a file in the format IDX of unsigned bytes, whose header is read.
//
// IDX is a header of big-endian 32-bit numbers, then the bytes, the last dimension running fastest. The header is the
// magic number 0x000008dd, where 08 says unsigned bytes and dd is the number of dimensions, then every dimension's
// length, that of the items first.
type idx struct {
	name  string
	r     io.Reader
	shape []int // the number of items first
}

// openIDX reads the header of a file of so many dimensions, plain or compressed by gzip.
func openIDX(name string, r io.Reader, dims int) (*idx, error) {
	in := bufio.NewReader(r)
	r = in
	// The bytes tell whether the file is compressed, not its name: browsers and unpackers change one without the other.
	if start, _ := in.Peek(2); bytes.Equal(start, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("%s: found a damaged gzip header (%w), expected a whole file", name, err)
		}
		r = z
	}

	word := make([]byte, 4)
	next := func(what string) (uint32, error) {
		if _, err := io.ReadFull(r, word); err != nil {
			return 0, unreadable(name, "the header, at its "+what, err)
		}
		return binary.BigEndian.Uint32(word), nil
	}
	magic, err := next("magic number")
	if err != nil {
		return nil, err
	}
	if want := uint32(0x0800 + dims); magic != want {
		return nil, fmt.Errorf("%s: found magic number 0x%08x, expected 0x%08x (IDX, unsigned bytes, dimensions: %d)",
			name, magic, want, dims)
	}
	count, err := next("number of items")
	if err != nil {
		return nil, err
	}
	if count == 0 || count > maxImages {
		return nil, fmt.Errorf("%s: found a header that declares %d items, expected 1 to %d", name, count, maxImages)
	}
	f := &idx{name, r, []int{int(count)}}
	for size := uint64(1); len(f.shape) < dims; {
		length, err := next("dimensions")
		if err != nil {
			return nil, err
		}
		if size *= uint64(length); length == 0 || size > maxPixels {
			return nil, fmt.Errorf("%s: found items of length %d in dimension %d, expected 1 to %d pixels in all", name, length, len(f.shape), maxPixels)
		}
		f.shape = append(f.shape, int(length))
	}
	return f, nil
}

// items reads every item, up to the file's end. Memory grows with what is there, not with what the header declares.
func (f *idx) items(yield func(item []byte)) error {
	size := int64(1)
	for _, length := range f.shape[1:] {
		size *= int64(length)
	}
	var item bytes.Buffer
	total, all := int64(0), size*int64(f.shape[0])
	for range f.shape[0] {
		item.Reset()
		n, err := io.CopyN(&item, f.r, size)
		total += n
		switch {
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%s: found %d bytes of data, expected %d for %d items", f.name, total, all, f.shape[0])
		case err != nil:
			return unreadable(f.name, fmt.Sprintf("the data, after %d of %d bytes", total, all), err)
		}
		yield(item.Bytes())
	}
	// One byte more than declared, so that surplus shows and gzip gets to compare its checksum at the end of the file.
	switch _, err := io.ReadFull(f.r, make([]byte, 1)); {
	case err == nil:
		return fmt.Errorf("%s: found more data after the %d bytes of %d items, expected the file's end", f.name, all, f.shape[0])
	case !errors.Is(err, io.EOF):
		return unreadable(f.name, fmt.Sprintf("the data, after %d of %d bytes", total, all), err)
	}
	return nil
}

// readImages reads images of any size as images of 28 × 28, and reports whether they had this size.
func readImages(name string, r io.Reader) (images []byte, small bool, err error) {
	f, err := openIDX(name, r, 3)
	if err != nil {
		return nil, false, err
	}
	height, width := f.shape[1], f.shape[2]
	if err := f.items(func(item []byte) { images = append(images, fit(item, width, height)...) }); err != nil {
		return nil, false, err
	}
	return images, height == Rows && width == Cols, nil
}

// readLabels reads labels of any value.
func readLabels(name string, r io.Reader) (labels []byte, err error) {
	f, err := openIDX(name, r, 1)
	if err != nil {
		return nil, err
	}
	if err := f.items(func(item []byte) { labels = append(labels, item[0]) }); err != nil {
		return nil, err
	}
	return labels, nil
}

// unreadable explains an error of the underlying reader. Both a plain and a compressed file that stop early end here.
func unreadable(name, where string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s: found the file's end in %s, expected a whole file", name, where)
	}
	return fmt.Errorf("%s: found damage in %s (%w), expected a whole file", name, where, err)
}
