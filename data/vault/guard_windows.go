package vault

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/windows"
)

// guard binds a key to the Windows account (Data Protection API), so that a copied profile opens nothing.
func guard(key []byte) ([]byte, error) {
	var out windows.DataBlob
	if err := windows.CryptProtectData(blob(key), nil, nil, 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, &out); err != nil {
		return nil, err
	}
	return take(&out)
}

func unguard(guarded []byte) ([]byte, error) {
	if len(guarded) == 0 {
		return nil, ErrOpen
	}
	var out windows.DataBlob
	if err := windows.CryptUnprotectData(blob(guarded), nil, nil, 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, &out); err != nil {
		return nil, errors.Join(ErrOpen, err)
	}
	return take(&out)
}

func blob(b []byte) *windows.DataBlob {
	return &windows.DataBlob{Size: uint32(len(b)), Data: &b[0]}
}

// take copies a block that Windows allocated and gives it back.
func take(out *windows.DataBlob) ([]byte, error) {
	b := append([]byte(nil), unsafe.Slice(out.Data, out.Size)...)
	_, err := windows.LocalFree(windows.Handle(unsafe.Pointer(out.Data)))
	return b, err
}
