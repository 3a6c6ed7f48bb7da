export const METER_DAYS = 30;
