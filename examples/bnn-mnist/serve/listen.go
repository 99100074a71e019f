package serve

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// Address is where a page is served unless asked otherwise.
const Address = "localhost:8080"

// Listen opens an address, HOST:PORT. Without a host it is this machine's own network, which no other machine reaches.
// The default address may be taken by another program; then it is a port that is free.
func Listen(address string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("found the address %q, expected HOST:PORT, as in %s: %w", address, Address, err)
	}
	if host == "" || host == "localhost" {
		host = "127.0.0.1"
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if errors.Is(err, syscall.EADDRINUSE) && address == Address {
		l, err = net.Listen("tcp", net.JoinHostPort(host, "0"))
	}
	return l, err
}

// URL returns what to open in a browser for a listener of Listen.
func URL(l net.Listener) string {
	a, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return l.Addr().String()
	}
	host := a.IP.String()
	if a.IP.IsLoopback() || a.IP.IsUnspecified() {
		host = "localhost"
	}
	return fmt.Sprintf("http://%s/", net.JoinHostPort(host, fmt.Sprint(a.Port)))
}
