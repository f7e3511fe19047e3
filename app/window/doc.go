// Package window is the window of Kreislage: the shell with its bar and its routes, the first start, the settings.
// The screens of the desks live in the packages below it.
//
// It promises that nothing typed is lost when screens change or the window closes, that costly work never runs on the
// main goroutine, and that everything can be done with the keyboard. It reaches data only through the desk, and knows
// nothing of SQL, Excel or encryption.
package window
