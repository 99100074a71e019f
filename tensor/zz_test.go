package tensor
import ("testing";"unsafe";"fmt")
func BenchmarkZScalar(b *testing.B){
 fmt.Println(unsafe.Sizeof(Tensor{}), unsafe.Sizeof(Call{}), unsafe.Sizeof(Operand{}), unsafe.Sizeof(Plan{}))
 tape:=NewArena(); x:=Scalar(1); y:=Scalar(2)
 b.ReportAllocs()
 for b.Loop(){ tape.Reset(); l:=tape.Leaf(x,false); for range 10 { Apply(opAdd,nil,l,y) } }
}
