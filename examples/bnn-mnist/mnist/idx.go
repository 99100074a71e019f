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

// maxItems bounds what a header can make the reader hold in memory. MNIST's largest file has 60,000 images.
const maxItems = 100_000

// readIDX reads an IDX file of unsigned bytes, plain or compressed by gzip, whose items all have the given shape:
// Rows, Cols for images, nothing for labels. It returns the items' bytes without the header.
//
// IDX is a header of big-endian 32-bit numbers, then the bytes, the last dimension running fastest. The header is the
// magic number 0x000008dd, where 08 says unsigned bytes and dd is the number of dimensions, then every dimension's
// length, that of the items first.
func readIDX(name string, r io.Reader, item ...int) ([]byte, error) {
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
	if want := uint32(0x0800 + 1 + len(item)); magic != want {
		return nil, fmt.Errorf("%s: found magic number 0x%08x, expected 0x%08x (IDX, unsigned bytes, dimensions: %d)",
			name, magic, want, 1+len(item))
	}
	count, err := next("number of items")
	if err != nil {
		return nil, err
	}
	if count == 0 || count > maxItems {
		return nil, fmt.Errorf("%s: found a header that declares %d items, expected 1 to %d", name, count, maxItems)
	}
	size := int(count)
	for i, want := range item {
		got, err := next("dimensions")
		if err != nil {
			return nil, err
		}
		if got != uint32(want) {
			return nil, fmt.Errorf("%s: found items of length %d in dimension %d, expected items of shape %v", name, got, i+1, item)
		}
		size *= want
	}

	// One byte more than declared, so that surplus shows and gzip gets to compare its checksum at the end of the file.
	data, err := io.ReadAll(io.LimitReader(r, int64(size)+1))
	switch {
	case err != nil:
		return nil, unreadable(name, fmt.Sprintf("the data, after %d of %d bytes", len(data), size), err)
	case len(data) < size:
		return nil, fmt.Errorf("%s: found %d bytes of data, expected %d for %d items", name, len(data), size, count)
	case len(data) > size:
		return nil, fmt.Errorf("%s: found more data after the %d bytes of %d items, expected the file's end", name, size, count)
	}
	return data, nil
}

// unreadable explains an error of the underlying reader. Both a plain and a compressed file that stop early end here.
func unreadable(name, where string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s: found the file's end in %s, expected a whole file", name, where)
	}
	return fmt.Errorf("%s: found damage in %s (%w), expected a whole file", name, where, err)
}
