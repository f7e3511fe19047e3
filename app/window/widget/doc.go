// Package widget holds the pieces that every screen is made of: text, signs, buttons, fields, lists, tables, the heat
// map and the layouts that keep them in place.
//
// It promises that every piece that can be used with the mouse can be used with the keyboard, shows when it has the
// focus, and passes on the keys it does not need, so that the keys of a screen work wherever the focus is. It is fed
// with flat structs whose texts are ready to be shown. It knows Fyne and the standard library and nothing of what
// the texts mean.
package widget
