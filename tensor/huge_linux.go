package tensor

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// useHugePages asks the system for pages of 2 MiB behind a large buffer. Loops over many large arrays, such as the
// update of an optimizer, otherwise wait for the processor to look up pages of 4 KiB. It is a wish: where the system
// cannot, nothing changes.
func useHugePages(words []float64) {
	const page = 2 << 20
	at := uintptr(unsafe.Pointer(unsafe.SliceData(words)))
	begin, end := at&^(page-1), (at+uintptr(8*len(words))+page-1)&^(page-1)
	unix.Syscall(unix.SYS_MADVISE, begin, end-begin, unix.MADV_HUGEPAGE) // for pages that are not there yet
	unix.Syscall(unix.SYS_MADVISE, begin, end-begin, unix.MADV_COLLAPSE) // for those that are
}
