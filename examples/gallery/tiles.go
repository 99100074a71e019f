package gallery

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// tiles are small images beside and below each other.
type tiles struct{ ink *tensor.Tensor }

// Tiles returns the picture of images [rows, columns, height, width] with ink from 0 to 1.
func Tiles(ink *tensor.Tensor) Picture { return tiles{ink} }

// Save writes the images as PNG; an SVG has that inside.
func (t tiles) Save(path string) error {
	shape := t.ink.Shape()
	height, width := shape[2], shape[3]
	img := image.NewGray(image.Rect(0, 0, shape[1]*width, shape[0]*height))
	for i, v := range t.ink.Float64s() {
		x, y := i/(height*width)%shape[1]*width+i%width, i/(shape[1]*height*width)*height+i/width%height
		img.SetGray(x, y, color.Gray{Y: uint8(255 - 255*v)})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	if strings.HasSuffix(strings.ToLower(path), ".svg") {
		size := fmt.Sprintf(`width="%d" height="%d"`, img.Rect.Dx(), img.Rect.Dy())
		svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" %s><image %s href="data:image/png;base64,%s"/></svg>`,
			size, size, base64.StdEncoding.EncodeToString(b.Bytes()))
		return os.WriteFile(path, []byte(svg), 0o666)
	}
	return os.WriteFile(path, b.Bytes(), 0o666)
}
