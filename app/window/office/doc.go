// Package office holds the screens of the central office's desk: districts, catalogues, rounds, what came back, and
// the picture that it gives.
//
// It promises to stay usable from one district to several hundred: lists and the heat map hold only what is in sight.
// It reaches the desk through the interface Desk alone.
package office

import (
	"context"

	"kreislage/app/desk"
	"kreislage/app/window/shared"
	"kreislage/data/assessment"
)

// Desk is what the screens need of an office's desk.
type Desk interface {
	shared.Receiver
	shared.Undoer
	shared.Conflicted
	Insight
	Info() desk.Info
	Catalogues(ctx context.Context) ([]desk.CatalogueInfo, error)
	PreviewCatalogue(ctx context.Context, path string) (desk.CatalogueImport, error)
	ImportCatalogue(ctx context.Context, path string) (desk.CatalogueImport, error)
	AddBuiltinCatalogue(ctx context.Context, lang string) (desk.CatalogueInfo, error)
	Catalogue(ctx context.Context, id assessment.CatalogueID) (*assessment.Catalogue, error)
	SearchCatalogue(ctx context.Context, catalogue assessment.CatalogueID, text string, limit int) ([]desk.Hit, error)
	CompareCatalogues(ctx context.Context, a, b assessment.CatalogueID) (desk.CatalogueComparison, error)
	Tailorings(ctx context.Context) ([]desk.Tailoring, error)
	SaveTailoring(ctx context.Context, of assessment.CatalogueID, t desk.Tailoring) (desk.Tailoring, error)
	TailorCatalogue(ctx context.Context, of assessment.CatalogueID, id string) (desk.CatalogueInfo, error)
	Districts(ctx context.Context) ([]desk.DistrictInfo, error)
	AddDistrict(ctx context.Context, key assessment.DistrictKey, name, contact string) (desk.DistrictInfo, error)
	Trust(ctx context.Context, key assessment.DistrictKey) (int, error)
	WriteLetter(ctx context.Context, key assessment.DistrictKey, path string) error
	Codes(ctx context.Context, key assessment.DistrictKey) ([]desk.CodeInfo, error)
	FormerLetter(ctx context.Context, key assessment.DistrictKey, former int) (desk.Letter, error)
	WriteFormerLetter(ctx context.Context, key assessment.DistrictKey, former int, path string) error
	RotateCode(ctx context.Context, key assessment.DistrictKey) error
	RevokeCode(ctx context.Context, key assessment.DistrictKey) error
	NewRound(ctx context.Context, n desk.NewRound) (desk.RoundInfo, error)
	ExtendRound(ctx context.Context, round assessment.RoundID, due assessment.Date) (desk.RoundInfo, error)
	AddDistricts(ctx context.Context, round assessment.RoundID, districts []assessment.DistrictKey) (desk.RoundInfo, error)
	ExtendFor(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, due assessment.Date) (desk.RoundInfo, error)
	PreviewReissue(ctx context.Context, round assessment.RoundID, id assessment.CatalogueID) (desk.ReissuePreview, error)
	Reissue(ctx context.Context, round assessment.RoundID, id assessment.CatalogueID, editorial []assessment.RequirementID) (desk.RoundInfo, error)
	SetRoundState(ctx context.Context, id assessment.RoundID, state assessment.RoundState) error
	Paper(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, scope assessment.ScopeID) (*desk.Paper, error)
	AskRemark(ctx context.Context, key assessment.AnswerKey, question string) error
	SettleRemark(ctx context.Context, key assessment.AnswerKey, settled bool) error
	DistrictNote(ctx context.Context, district assessment.DistrictKey) (string, error)
	SetDistrictNote(ctx context.Context, district assessment.DistrictKey, text string) error
	Measures(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) ([]desk.Measure, error)
	SetReview(ctx context.Context, key assessment.AnswerKey, mark desk.ReviewMark) error
	Propose(ctx context.Context, key assessment.AnswerKey, status assessment.Status, reason string) error
	Export(ctx context.Context, round assessment.RoundID, districts []assessment.DistrictKey, dir string, progress func(desk.Progress)) ([]desk.ExportedFile, error)
	Cockpit(ctx context.Context, round assessment.RoundID) ([]desk.CockpitRow, error)
	HeatMap(ctx context.Context, round assessment.RoundID) (desk.HeatMap, error)
}
