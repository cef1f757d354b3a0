# SPDX-FileCopyrightText: 2026-present Seed b8424fd9 maintainers <maintainers@users.noreply.r-seed-b8424fd9.example>
#
# SPDX-License-Identifier: MIT
