// The translations of a copy (BaseModel.copy_translations).
#pragma once
#include "models/orm/records.hpp"

namespace chatterd {

// After a copy, made in the source language: it gets the translations of the record, and its sources.
void copy_translations(const Records& from, const Records& to);

}  // namespace chatterd
