export { type Clock, systemClock } from "#clock";
export { addDays, localDate, startOfLocalDay, startOfLocalMonth, zoneOffsetMs } from "#zone";
