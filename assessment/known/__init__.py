"""As known then: cards and completion read from the trail as of a past instant, judged anew."""
