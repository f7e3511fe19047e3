// Package demo plays a whole round with invented answers: an office, its counties, real encrypted files between them,
// real desks on both sides. It shows what the program does, gives tests something whole to look at, and lets people
// try everything without a county's true state.
//
// It promises that the same options give the same answers, ids and codes, whatever the clock, the processors and the
// order of their work. That makes its codes and keys guessable: a demonstration must never hold a real assessment.
// Everything it does goes through app/desk; it must not know how data are kept, encrypted or laid out.
package demo
