#include "textflag.h"

// Twelve registers hide the latency of multiply-adds on every processor.

#define ROUND(scale, shift, a, b, c, d, e, f, g, h, i, j, k, l) \
	VFMADD213PS shift, scale, a \
	VFMADD213PS shift, scale, b \
	VFMADD213PS shift, scale, c \
	VFMADD213PS shift, scale, d \
	VFMADD213PS shift, scale, e \
	VFMADD213PS shift, scale, f \
	VFMADD213PS shift, scale, g \
	VFMADD213PS shift, scale, h \
	VFMADD213PS shift, scale, i \
	VFMADD213PS shift, scale, j \
	VFMADD213PS shift, scale, k \
	VFMADD213PS shift, scale, l

#define LOAD(width, a, b, c, d, e, f, g, h, i, j, k, l) \
	VMOVUPS (0*width)(AX), a \
	VMOVUPS (1*width)(AX), b \
	VMOVUPS (2*width)(AX), c \
	VMOVUPS (3*width)(AX), d \
	VMOVUPS (4*width)(AX), e \
	VMOVUPS (5*width)(AX), f \
	VMOVUPS (6*width)(AX), g \
	VMOVUPS (7*width)(AX), h \
	VMOVUPS (8*width)(AX), i \
	VMOVUPS (9*width)(AX), j \
	VMOVUPS (10*width)(AX), k \
	VMOVUPS (11*width)(AX), l

#define STORE(width, a, b, c, d, e, f, g, h, i, j, k, l) \
	VMOVUPS a, (0*width)(AX) \
	VMOVUPS b, (1*width)(AX) \
	VMOVUPS c, (2*width)(AX) \
	VMOVUPS d, (3*width)(AX) \
	VMOVUPS e, (4*width)(AX) \
	VMOVUPS f, (5*width)(AX) \
	VMOVUPS g, (6*width)(AX) \
	VMOVUPS h, (7*width)(AX) \
	VMOVUPS i, (8*width)(AX) \
	VMOVUPS j, (9*width)(AX) \
	VMOVUPS k, (10*width)(AX) \
	VMOVUPS l, (11*width)(AX)

// func iterateAVX512(x *float32, scale, shift float32, rounds int)
TEXT ·iterateAVX512(SB), NOSPLIT, $0-24
	MOVQ x+0(FP), AX
	MOVQ rounds+16(FP), CX
	VBROADCASTSS scale+8(FP), Z0
	VBROADCASTSS shift+12(FP), Z1
	LOAD(64, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13)
round:
	ROUND(Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13)
	DECQ CX
	JNZ round
	STORE(64, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13)
	VZEROUPPER
	RET

// func iterateAVX2(x *float32, scale, shift float32, rounds int)
TEXT ·iterateAVX2(SB), NOSPLIT, $0-24
	MOVQ x+0(FP), AX
	MOVQ rounds+16(FP), CX
	VBROADCASTSS scale+8(FP), Y0
	VBROADCASTSS shift+12(FP), Y1
	LOAD(32, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13)
round:
	ROUND(Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13)
	DECQ CX
	JNZ round
	STORE(32, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13)
	VZEROUPPER
	RET
