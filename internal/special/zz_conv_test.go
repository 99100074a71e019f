package special
import ("testing";"fmt";"math";"math/rand/v2";"time")
func TestZC(t *testing.T){
 r:=rand.New(rand.NewPCG(3,4))
 lu:=func(a,b float64)float64{return math.Exp(math.Log(a)+(math.Log(b)-math.Log(a))*r.Float64())}
 n,bad:=0,0; t0:=time.Now(); var worst float64
 for range 200000{
  a,b,p:=lu(1e-5,1e12),lu(1e-5,1e12),lu(1e-300,.5)
  if r.IntN(2)==0{b=lu(1e-5,1)}; if r.IntN(3)==0{p=.5*r.Float64()}
  x,y:=betaLowerInv(a,b,p)
  if x<1e-300||y<1e-300{continue}
  lt,u:=betaTail(a,b,x,y); if u{lt=Log1mExp(lt)}
  k:=math.Exp(logBetaKernel(a,b,x,y,betaLambda(a,b,x,y))-lt)
  e:=math.Abs(lt-math.Log(p))/(1e-14*(10-math.Log(p))+4e-16*k+1e-16*k*1000/math.Sqrt(1/(1/a+1/b)))
  n++; if e>worst{worst=e}
  if e>1||math.IsNaN(e){bad++; if bad<6{fmt.Println(a,b,p,x,y,lt,math.Log(p),k)}}
 }
 fmt.Println(n,bad,worst,time.Since(t0)/200000)
 n,bad=0,0; t0=time.Now(); worst=0
 for range 200000{
  a,p:=lu(1e-5,1e12),lu(1e-300,.5)
  if r.IntN(3)==0{p=.5*r.Float64()}
  up:=r.IntN(2)==0
  x:=gammaIncInv(a,p,up); if x<1e-300{continue}
  lt,u:=gammaTail(a,x); if u!=up{lt=Log1mExp(lt)}
  k:=a*math.Exp(logPoisson(a,x)-lt)
  e:=math.Abs(lt-math.Log(p))/(1e-14*(10-math.Log(p))+4e-16*k)
  n++; if e>worst{worst=e}
  if e>1||math.IsNaN(e){bad++; if bad<6{fmt.Println(a,p,up,x,lt,math.Log(p),k)}}
 }
 fmt.Println(n,bad,worst,time.Since(t0)/200000)
}
