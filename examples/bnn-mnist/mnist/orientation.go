package mnist

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// An orientation says how the camera was held, as the tag of that name in Exif 2.32 (CIPA DC-008-2019, 4.6.4) has it: 1
// is upright, 3 upside down, 6 is to be turned right by 90° and 8 left; 2, 4, 5 and 7 are mirrored.

const upright = 1

// orientation returns that of a JPEG file; a file that does not say is upright, as one whose notes are damaged.
func orientation(file io.Reader) int {
	in := bufio.NewReader(file)
	if start := take(in, 2); !bytes.Equal(start, []byte{0xff, 0xd8}) {
		return upright
	}
	for {
		head := take(in, 4) // marker, and the length of what follows, its own two bytes included
		if head == nil || head[0] != 0xff || head[1] == 0xda {
			return upright // the image begins
		}
		segment := take(in, int(binary.BigEndian.Uint16(head[2:]))-2)
		if segment == nil {
			return upright
		}
		if tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && head[1] == 0xe1 {
			return orientationOf(tiff)
		}
	}
}

// take returns the next n bytes, or nil if there are not as many.
func take(in io.Reader, n int) []byte {
	if n < 0 {
		return nil
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(in, b); err != nil {
		return nil
	}
	return b
}

// orientationOf looks for the tag in the first directory of a TIFF file, which is what Exif is.
func orientationOf(tiff []byte) int {
	const header, entry, tag, short = 8, 12, 0x0112, 3
	if len(tiff) < header {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entry {
			break
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			break
		}
		entries = entries[entry:]
	}
	return upright
}

// turn returns an image [height, width] as it is to be seen, and its sides.
func turn(image []byte, width, height, orientation int) (turned []byte, w, h int) {
	if orientation == upright {
		return image, width, height
	}
	w, h = width, height
	if orientation >= 5 {
		w, h = height, width
	}
	turned = make([]byte, 0, len(image))
	for y := range h {
		for x := range w {
			col, row := x, y // where the pixel is in the file
			if orientation >= 5 {
				col, row = y, x
			}
			if orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8 {
				col = width - 1 - col
			}
			if orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7 {
				row = height - 1 - row
			}
			turned = append(turned, image[row*width+col])
		}
	}
	return turned, w, h
}
