//go:build e2e

package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// drag lets files and folders go over a window, as a file manager does: another program that owns the selection
// XdndSelection, enters the window, is told that the files are welcome, drops them, and is asked for their addresses
// (Drag-and-Drop Protocol for the X Window System, version 5). It returns when the window says that it has them.
func (w *driven) drag(paths ...string) {
	w.s.t.Helper()
	target, err := strconv.ParseUint(w.id, 10, 32)
	if err != nil {
		w.s.t.Fatalf("window %q: %v", w.id, err)
	}
	x, err := dialX(w.s.display)
	if err != nil {
		w.s.t.Fatalf("a program to drag from: %v", err)
	}
	defer x.conn.Close()
	if err := x.drag(uint32(target), paths); err != nil {
		w.s.t.Fatalf("drag %d files: %v; the screen is in %s", len(paths), err, w.s.picture())
	}
}

// xClient speaks as much of the X protocol (version 11, least significant byte first) as dragging needs.
type xClient struct {
	conn   net.Conn
	root   uint32
	window uint32 // its own, never seen
}

// The requests and events of the X protocol that are used here.
const (
	xCreateWindow      = 1
	xInternAtom        = 16
	xChangeProperty    = 18
	xSetSelectionOwner = 22
	xSendEvent         = 25

	xError            = 0
	xReply            = 1
	xSelectionRequest = 30
	xSelectionNotify  = 31
	xClientMessage    = 33
)

// dialX connects to a display of this computer and makes a window there.
func dialX(display string) (*xClient, error) {
	conn, err := net.Dial("unix", "/tmp/.X11-unix/X"+strings.TrimPrefix(display, ":"))
	if err != nil {
		return nil, err
	}
	x := &xClient{conn: conn}
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	if _, err := conn.Write([]byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0}); err != nil {
		return nil, err
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil, err
	}
	setup := make([]byte, 4*int(binary.LittleEndian.Uint16(head[6:])))
	if _, err := io.ReadFull(conn, setup); err != nil {
		return nil, err
	}
	if head[0] != 1 {
		return nil, fmt.Errorf("the display refuses: %q", setup)
	}
	vendor, formats := int(binary.LittleEndian.Uint16(setup[16:])), int(setup[21])
	x.root = binary.LittleEndian.Uint32(setup[32+(vendor+3)/4*4+8*formats:])
	x.window = binary.LittleEndian.Uint32(setup[4:]) | 1
	// At 0, 0, one by one pixel, no border, class InputOutput, the visual of the root window, no attributes.
	return x, x.send(xCreateWindow, 0, longs(x.window, x.root, 0, 1|1<<16, 0|1<<16, 0, 0))
}

// longs are numbers of 32 bits.
func longs(numbers ...uint32) []byte {
	var out []byte
	for _, n := range numbers {
		out = binary.LittleEndian.AppendUint32(out, n)
	}
	return out
}

// send sends a request; data is what follows its first four bytes, filled up to whole words.
func (x *xClient) send(op, small byte, data []byte) error {
	data = append(data, make([]byte, (4-len(data)%4)%4)...)
	head := binary.LittleEndian.AppendUint16([]byte{op, small}, uint16(1+len(data)/4))
	_, err := x.conn.Write(append(head, data...))
	return err
}

// next is the next reply or event of one of some kinds; others are passed over.
func (x *xClient) next(kinds ...byte) ([]byte, error) {
	for {
		b := make([]byte, 32)
		if _, err := io.ReadFull(x.conn, b); err != nil {
			return nil, err
		}
		kind := b[0] &^ 0x80 // the bit says that another program has sent it
		if kind == xError {
			return nil, fmt.Errorf("the display says error %d to request %d", b[1], b[10])
		}
		if strings.IndexByte(string(kinds), kind) >= 0 {
			return b, nil
		}
	}
}

func (x *xClient) atom(name string) (uint32, error) {
	if err := x.send(xInternAtom, 0, append(longs(uint32(len(name))), name...)); err != nil {
		return 0, err
	}
	b, err := x.next(xReply)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b[8:]), nil
}

// tell sends a client message with up to five numbers to a window.
func (x *xClient) tell(target, kind uint32, data ...uint32) error {
	event := append([]byte{xClientMessage, 32, 0, 0}, longs(append([]uint32{target, kind}, data...)...)...)
	return x.event(target, event)
}

func (x *xClient) event(target uint32, event []byte) error {
	event = append(event, make([]byte, 32-len(event))...)
	return x.send(xSendEvent, 0, append(longs(target, 0), event...))
}

func (x *xClient) drag(target uint32, paths []string) error {
	atoms := map[string]uint32{}
	for _, name := range []string{"XdndEnter", "XdndPosition", "XdndStatus", "XdndDrop", "XdndFinished", "XdndSelection", "XdndActionCopy", "text/uri-list"} {
		var err error
		if atoms[name], err = x.atom(name); err != nil {
			return err
		}
	}
	for _, step := range []func() error{
		func() error {
			return x.send(xSetSelectionOwner, 0, longs(x.window, atoms["XdndSelection"], 0))
		},
		func() error {
			return x.tell(target, atoms["XdndEnter"], x.window, 5<<24, atoms["text/uri-list"])
		},
		func() error {
			return x.tell(target, atoms["XdndPosition"], x.window, 0, 400<<16|300, 0, atoms["XdndActionCopy"])
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	status, err := x.answer(atoms["XdndStatus"])
	if err != nil {
		return err
	}
	if status[1]&1 == 0 {
		return fmt.Errorf("files are not welcome")
	}
	if err := x.tell(target, atoms["XdndDrop"], x.window, 0, 0); err != nil {
		return err
	}
	if err := x.hand(atoms["text/uri-list"], paths); err != nil {
		return err
	}
	_, err = x.answer(atoms["XdndFinished"])
	return err
}

// answer waits for a client message of a kind and returns its five numbers.
func (x *xClient) answer(kind uint32) ([]uint32, error) {
	for {
		b, err := x.next(xClientMessage)
		if err != nil {
			return nil, err
		}
		if binary.LittleEndian.Uint32(b[8:]) != kind {
			continue
		}
		out := make([]uint32, 5)
		for i := range out {
			out[i] = binary.LittleEndian.Uint32(b[12+4*i:])
		}
		return out, nil
	}
}

// hand waits until the addresses of the files are asked for and hands them over.
func (x *xClient) hand(kind uint32, paths []string) error {
	b, err := x.next(xSelectionRequest)
	if err != nil {
		return err
	}
	at := func(i int) uint32 { return binary.LittleEndian.Uint32(b[i:]) }
	moment, requestor, selection, form, property := at(4), at(12), at(16), at(20), at(24)
	var list strings.Builder
	for _, p := range paths {
		fmt.Fprintf(&list, "%s\r\n", &url.URL{Scheme: "file", Path: p})
	}
	data := append(longs(requestor, property, kind, 8, uint32(list.Len())), list.String()...)
	if err := x.send(xChangeProperty, 0, data); err != nil {
		return err
	}
	return x.event(requestor, append([]byte{xSelectionNotify, 0, 0, 0}, longs(moment, requestor, selection, form, property)...))
}
