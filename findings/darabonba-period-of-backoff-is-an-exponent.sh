#!/usr/bin/env bash
# @darabonba/typescript 1.0.5, the retries of the official SDKs for npm: the period of an exponential backoff is part of the
# exponent. The same options give other delays in darabonba-core 1.0.9 for Python.
#
# Expected: the delay before attempt n is about the period times 2 to the power of n, as in Python: 200, 400 and 800 ms for a
# period of 100 ms.
# What happens: it is 2 to the power of n times the period, in milliseconds. A period of 100 waits for the upper bound, two
# minutes, before the first retry already; one of 1 gives 2, 4 and 8 ms.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund @darabonba/typescript@1.0.5
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check darabonba-core==1.0.9
cat >finding.js <<'JS'
const { RetryOptions, RetryPolicyContext, getBackoffDelay } = require("@darabonba/typescript");
for (const period of [1, 100]) {
  const options = new RetryOptions({
    retryable: true,
    retryCondition: [{ maxAttempts: 5, errorCode: ["Busy"], exception: [], backoff: { policy: "Exponential", period } }],
  });
  const exception = Object.assign(new Error("busy"), { code: "Busy" });
  const delays = [1, 2, 3].map((retriesAttempted) =>
    getBackoffDelay(options, new RetryPolicyContext({ retriesAttempted, exception })));
  console.log(`npm, period ${period} ms: ${delays.join(", ")} ms`);
}
JS
cat >finding.py <<'PYTHON'
from darabonba.core import DaraCore
from darabonba.exceptions import DaraException
from darabonba.policy.retry import RetryOptions, RetryPolicyContext

for period in 1, 100:
    backoff = {"policy": "Exponential", "period": period}
    condition = {"maxAttempts": 5, "errorCode": ["Busy"], "exception": [], "backoff": backoff}
    options = RetryOptions({"retryable": True, "retryCondition": [condition]})
    busy = DaraException({"code": "Busy", "message": "busy"})
    delays = [
        DaraCore.get_backoff_time(options, RetryPolicyContext(retries_attempted=attempt, exception=busy))
        for attempt in (1, 2, 3)
    ]
    print(f"Python, period {period} ms: {', '.join(f'{delay:g}' for delay in delays)} ms")
PYTHON
seen=$(
    node finding.js
    python/bin/python finding.py
)
echo "$seen"
[ "$seen" = "npm, period 1 ms: 2, 4, 8 ms
npm, period 100 ms: 120000, 120000, 120000 ms
Python, period 1 ms: 2, 4, 8 ms
Python, period 100 ms: 200, 400, 800 ms" ]
