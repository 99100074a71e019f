package kernel

import "sync"

// room is memory for packing.
type room[T Float] struct {
	values []T
	places []uint16
}

// rooms are memory for packing, which products share one after the other. There are as many as products, and pieces of
// them, at the same time.
type rooms[T Float] struct {
	sync.Mutex
	free     []room[T]
	products []*product[T]
}

var (
	rooms32 rooms[float32]
	rooms64 rooms[float64]
)

func roomsOf[T Float]() *rooms[T] {
	if r, ok := any(&rooms32).(*rooms[T]); ok {
		return r
	}
	return any(&rooms64).(*rooms[T])
}

// take returns room for so many values and places.
func (r *rooms[T]) take(values, places int) room[T] {
	r.Lock()
	defer r.Unlock()
	var free room[T]
	if last := len(r.free) - 1; last >= 0 {
		free, r.free = r.free[last], r.free[:last]
	}
	if cap(free.values) < values {
		free.values = make([]T, values)
	}
	if cap(free.places) < places {
		free.places = make([]uint16, places)
	}
	return room[T]{free.values[:values], free.places[:places]}
}

func (r *rooms[T]) give(used room[T]) {
	r.Lock()
	r.free = append(r.free, used)
	r.Unlock()
}

// product returns one that is not in use.
func (r *rooms[T]) product() *product[T] {
	r.Lock()
	defer r.Unlock()
	if last := len(r.products) - 1; last >= 0 {
		g := r.products[last]
		r.products = r.products[:last]
		return g
	}
	g := new(product[T])
	g.pack, g.multiply = g.packShared, g.multiplyOwn
	return g
}

// release takes a product back. It forgets its factors, so that their memory can be freed.
func (r *rooms[T]) release(g *product[T]) {
	*g = product[T]{pack: g.pack, multiply: g.multiply, packed: g.packed[:0]}
	r.Lock()
	r.products = append(r.products, g)
	r.Unlock()
}
