// Package simulate plays the work of an office and its districts with everything that can go wrong between them, on
// real data folders and real encrypted files, and checks after every step that nothing was lost, nothing came from
// nowhere and nothing counted twice.
//
// One seed is one run: all choices, ids, keys and times come from it, so that a failure can be played again and
// shrunk to the few steps that it needs. What must hold is computed by a model that knows nothing of versions and
// vectors: each desk is the set of the writes that it knows, each write remembers which writes its writer knew, and
// what stands in a field is what no known write has covered.
//
// It promises that a run leaves nothing behind. It must not know how the desks keep or merge what they are told; it
// reads their data files only to compare.
package simulate
