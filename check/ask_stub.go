package check

func (b *bookCheck) examples() {}

func budgetOf(o Options) int {
	if o.Budget > 0 {
		return o.Budget
	}
	return DefaultBudget
}
