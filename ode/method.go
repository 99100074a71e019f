package ode

// Method is a way to solve a system.
type Method int

const (
	// DormandPrince is the explicit Runge–Kutta method of order 5(4), Stan's ode_rk45 and scipy's RK45: the one to begin
	// with.
	DormandPrince Method = iota

	// Rodas5P is a linearly implicit method of order 5(4), for stiff systems: those in which something decays much
	// faster than what is of interest, so that explicit methods take short steps for no gain in accuracy. It serves where
	// Stan has ode_bdf.
	Rodas5P
)

// method is what a method does with a solver.
type method struct {
	stages int
	last   int // the stage that has the rates at the end of a step; -1 if none has

	// step writes the end of a step of length h to z1, with the stages in k, and returns the norm of the error.
	step func(w *solver, h float64) float64

	// weights writes the weights of the stages in the solution at a part x of a step of length h: y + Σ weights k.
	weights func(x, h float64, to []float64)

	// reverse takes the adjoints of the end of a step, back, and of its stages, gk, to that of its beginning y, in back.
	// gy is what others have added to it.
	reverse func(w *solver, t, h float64, y, k []float64)
}

var methods = map[Method]*method{DormandPrince: dormandPrince, Rodas5P: rodas5P}
