-- An exact sliding window: the list of the times of the calls that were allowed within it, newest first, in microseconds.
--
-- KEYS[1] is the list, ARGV[1] how many the window holds (1 or more), ARGV[2] its length in microseconds. Answers whether
-- this call is allowed (1 or 0), how many more are, and in how many microseconds the oldest is forgotten.
--
-- The time is Redis's own, so that instances agree whose clocks differ. A call leaves the list once, so that what one costs
-- does not grow with the list.
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- Redis's clock was set back. Set back by little, it stands still until it is where it was; by more than a window, what
-- lies ahead would keep the caller out for too long.
local newest = tonumber(redis.call('LINDEX', KEYS[1], 0)) or 0
if newest > now + window then
    redis.call('DEL', KEYS[1])
elseif newest > now then
    now = newest
end

redis.call('LTRIM', KEYS[1], 0, limit - 1)
local oldest = tonumber(redis.call('LINDEX', KEYS[1], -1))
while oldest and oldest <= now - window do
    redis.call('RPOP', KEYS[1])
    oldest = tonumber(redis.call('LINDEX', KEYS[1], -1))
end

local count, allowed = redis.call('LLEN', KEYS[1]), 0
if count < limit then
    redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
    -- Not before it is forgotten, also by a clock that stands still.
    redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000) * 2)
    count, allowed, oldest = count + 1, 1, oldest or now
end
return { allowed, limit - count, oldest + window - now }
