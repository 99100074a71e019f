// Package ink makes images as MNIST's are, of drawings, and changes them: turned, moved, blurred, noisy.
//
// An image is 28 × 28 bytes, row by row: 0 is paper, 255 is ink.
package ink
