package assessment

import (
	"encoding/hex"
	"fmt"
	"io"
)

// DistrictKey names a participating district. It is opaque text; for counties the five-digit official key, e.g. 06535.
type DistrictKey string

// ScopeID names a part of a district that answers for itself.
type ScopeID string

// WholeScope is the one scope that every district has from the beginning: the whole district.
const WholeScope ScopeID = "whole"

// RequirementID is a requirement's immutable id: what an answer is matched by across editions.
type RequirementID string

// TopicID names a topic within one catalogue.
type TopicID string

// CatalogueID is the hash over everything a catalogue edition says; two editions with the same id are the same.
type CatalogueID string

// RoundID is a random id that the office gives a round.
type RoundID string

// DeskID is the random id of one desk: one data folder on one workstation. It never returns with other content.
type DeskID string

// OfficeID is the random id of an office.
type OfficeID string

// ExportID is the random id of one written exchange file.
type ExportID string

// Role tells whose desk a data folder belongs to.
type Role string

// The two desks.
const (
	RoleOffice   Role = "office"
	RoleDistrict Role = "district"
)

// NewID draws a random id of 128 bits from random, as 32 lower-case hexadecimal digits.
func NewID(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}
