package explain

import (
	"slices"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

// takeOut tells once what is the same in every open stage, and in every stage of a group.
func (v *View) takeOut(p *matter.Procedure) {
	var open []*Inside
	for i := range v.Stages {
		if i > 0 && !v.Stages[i].Final {
			open = append(open, &v.Stages[i].Inside)
		}
	}
	v.Open = takeCommon(open)
	for from := 1; from < len(p.Stages); {
		to := from
		for to+1 < len(p.Stages) && len(p.Stages[from].Outer) > 0 && slices.Equal(p.Stages[from].Outer, p.Stages[to+1].Outer) {
			to++
		}
		if to > from {
			var within []*Inside
			for i := from; i <= to; i++ {
				within = append(within, &v.Stages[i].Inside)
			}
			v.Groups = append(v.Groups, GroupView{Name: strings.Join(p.Stages[from].Outer, " / "), From: from, To: to, Inside: takeCommon(within)})
		}
		from = to + 1
	}
}

// takeCommon takes out of all what is the same in all, if they are several.
func takeCommon(all []*Inside) Inside {
	if len(all) < 2 {
		return Inside{[]ActView{}, []LimitView{}, []OtherView{}}
	}
	common := Inside{slices.Clone(all[0].Acts), slices.Clone(all[0].Limits), slices.Clone(all[0].Others)}
	for _, in := range all[1:] {
		common.Acts = keep(common.Acts, in.Acts, sameAct, true)
		common.Limits = keep(common.Limits, in.Limits, sameLimit, true)
		common.Others = keep(common.Others, in.Others, sameOther, true)
	}
	for _, in := range all {
		in.Acts = keep(in.Acts, common.Acts, sameAct, false)
		in.Limits = keep(in.Limits, common.Limits, sameLimit, false)
		in.Others = keep(in.Others, common.Others, sameOther, false)
	}
	return common
}

// keep gives those of a list that are in another, or those that are not.
func keep[T any](list, other []T, same func(a, b T) bool, in bool) []T {
	return slices.DeleteFunc(list, func(x T) bool {
		return slices.ContainsFunc(other, func(y T) bool { return same(x, y) }) != in
	})
}

func sameAct(a, b ActView) bool {
	return a.Name == b.Name && a.Clause == b.Clause && sameLeads(a.Leads, b.Leads)
}

func sameOther(a, b OtherView) bool {
	return a.Name == b.Name && a.Clause == b.Clause && sameLeads(a.Leads, b.Leads)
}

func sameLeads(a, b []Lead) bool {
	return slices.EqualFunc(a, b, func(x, y Lead) bool { return x.To == y.To && slices.Equal(x.On, y.On) })
}
