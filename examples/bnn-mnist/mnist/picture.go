package mnist

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"os"
)

// readPicture reads a PNG or JPEG file as an image of 28 × 28, upright if a camera has noted how it was held.
func readPicture(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size, format, err := image.DecodeConfig(f)
	switch {
	case errors.Is(err, image.ErrFormat), err == nil && format != "png" && format != "jpeg":
		// Other packages may have added formats.
		return nil, fmt.Errorf("%s: found a file that is neither PNG nor JPEG, expected an image", path)
	case err != nil:
		return nil, damaged(path, err)
	case size.Width < 1 || size.Height < 1 || size.Width > maxPixels/size.Height:
		return nil, fmt.Errorf("%s: found an image of %d × %d, expected 1 to %d pixels", path, size.Width, size.Height, maxPixels)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	picture, _, err := image.Decode(f)
	if err != nil {
		return nil, damaged(path, err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return fit(turn(gray(picture), size.Width, size.Height, orientation(f))), nil
}

func damaged(path string, err error) error {
	return fmt.Errorf("%s: found a damaged image (%w), expected a whole one", path, err)
}

// gray returns a picture over white as the luminance of its pixels, Y′ of ITU-R BT.601.
func gray(picture image.Image) []byte {
	bounds := picture.Bounds()
	pixels := make([]byte, 0, bounds.Dx()*bounds.Dy())
	at := func(x, y int) color.RGBA64 { return color.RGBA64Model.Convert(picture.At(x, y)).(color.RGBA64) }
	if p, ok := picture.(image.RGBA64Image); ok { // as those that the decoders return
		at = p.RGBA64At
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := at(x, y)
			part := func(v uint16) uint32 { return uint32(v+(0xffff-c.A)) >> 8 }
			// The weights have the sum 2¹⁶, so that gray stays what it is.
			pixels = append(pixels, byte((19595*part(c.R)+38470*part(c.G)+7471*part(c.B)+1<<15)>>16))
		}
	}
	return pixels
}
