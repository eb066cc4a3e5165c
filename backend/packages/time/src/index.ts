export {
  dateInMonth,
  dateOfDay,
  datePlusDays,
  datePlusMonths,
  dayNumber,
  daysBetween,
  isLocalDate,
  type LocalDate,
  monthNumber,
  startOfDate,
} from "#calendar";
export { type Clock, systemClock } from "#clock";
export {
  addDays,
  addMonths,
  atLocalMinute,
  defaultZone,
  localDate,
  localMinute,
  startOfLocalDay,
  startOfLocalMonth,
  zoneOffsetMs,
} from "#zone";
