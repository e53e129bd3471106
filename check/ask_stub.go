package check

func budgetOf(o Options) int {
	if o.Budget > 0 {
		return o.Budget
	}
	return DefaultBudget
}
