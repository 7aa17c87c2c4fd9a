"""The table of codes, one a line; `codes` reads it. Long because it is data.

Columns: code | kinds | name | device class | unit | scale | state | category. Kinds: b bool, n number, c choice, t text,
m bitmap, r raw. State: m measurement, t total, i total that only rises. Category: c config, d diagnostic. A name stands
where the words of the code say too little, a scale where nearly all products have the same. Lines with # are headings.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """
# switches
switch                   | b   | Switch                         |                            |       |   |   |
switch_on                | b   | Switch                         |                            |       |   |   |
power                    | b   | Power                          |                            |       |   |   |
power_go                 | b   | Power                          |                            |       |   |   |
power_switch             | b   | Power                          |                            |       |   |   |
switch_all               | b   | All switches                   |                            |       |   |   |
main_switch              | b   | Main switch                    |                            |       |   |   |
switch_led               | b   | Light                          |                            |       |   |   |
led_switch               | b   | Light                          |                            |       |   |   |
light                    | b   | Light                          |                            |       |   |   |
switch_usb               | b   | USB                            |                            |       |   |   |
switch_go                | b   | Run                            |                            |       |   |   |
switch_backlight         | b   | Backlight                      |                            |       |   |   | c
backlight_switch         | b   | Backlight                      |                            |       |   |   | c
backlight                | bcn | Backlight                      |                            |       |   |   | c
switch_sound             | b   | Sound                          |                            |       |   |   | c
sound                    | b   | Sound                          |                            |       |   |   | c
switch_night_light       | b   | Night light                    |                            |       |   |   |
white_switch             | b   | White light                    |                            |       |   |   |
color_switch             | b   | Coloured light                 |                            |       |   |   |
switch_type              | c   | Switch type                    |                            |       |   |   | c
switch_inching           | t   | Inching                        |                            |       |   |   | c
switch_interlock         | r   | Interlock                      |                            |       |   |   | c
switch_charge            | b   | Charging                       |                            |       |   |   |
relay_status             | cb  | State after power loss         |                            |       |   |   | c
power_on_state           | c   | State after power loss         |                            |       |   |   | c
light_mode               | c   | Indicator                      |                            |       |   |   | c
indicator_status         | c   | Indicator                      |                            |       |   |   | c
child_lock               | b   | Child lock                     |                            |       |   |   | c
lock                     | b   | Lock                           |                            |       |   |   |
accessory_lock           | b   | Accessory lock                 |                            |       |   |   | c
overcharge_switch        | b   | Overcharge protection          |                            |       |   |   | c
switch_overcharge        | b   | Overcharge protection          |                            |       |   |   | c
countdown                | n   | Countdown                      | duration                   | s     | 0 |   |
countdown                | c   | Countdown                      |                            |       |   |   |
countdown_usb            | n   | USB countdown                  | duration                   | s     | 0 |   |
countdown_left           | n   | Time left                      | duration                   | min   | 0 | m | d
countdown_set            | c   | Countdown                      |                            |       |   |   |
countdown_set            | n   | Countdown                      | duration                   | s     | 0 |   |
fan_countdown            | n   | Fan countdown                  | duration                   | s     | 0 |   |
fan_countdown_left       | n   | Fan time left                  | duration                   | min   | 0 | m | d
cycle_time               | t   | Cycle timer                    |                            |       |   |   | c
random_time              | t   | Random timer                   |                            |       |   |   | c
cycle_timing             | r   | Cycle timer                    |                            |       |   |   | c
random_timing            | r   | Random timer                   |                            |       |   |   | c
normal_timer             | tr  | Timer                          |                            |       |   |   | c
local_timer              | r   | Timers                         |                            |       |   |   | c
device_timer             | r   | Timers                         |                            |       |   |   | c
custom_timer             | r   | Timers                         |                            |       |   |   | c
timer                    | ntr | Timer                          |                            |       |   |   |
timer_on                 | n   | On timer                       | duration                   | h     |   |   |
timer_off                | n   | Off timer                      | duration                   | h     |   |   |
delay_set                | n   | Delay                          | duration                   | s     |   |   | c
delay_time               | n   | Delay                          | duration                   |       |   |   |
fading_time              | n   | Fading time                    | duration                   | s     |   |   | c
test_bit                 | n   | Factory test                   |                            |       |   |   | d
factory_reset            | b   | Factory reset                  |                            |       |   |   | c
reset                    | bc  | Reset                          |                            |       |   |   | c
device_restart           | b   | Restart                        | restart                    |       |   |   | c
device_info              | rt  | Device information             |                            |       |   |   | d
device_mode              | c   | Device mode                    |                            |       |   |   | c
debug_data               | t   | Debug data                     |                            |       |   |   | d
online_state             | c   | Online                         | connectivity               |       |   |   | d
signal_strength          | n   | Signal strength                | signal_strength            | dBm   |   |   | d
zll_value                | n   | Signal strength                | signal_strength            | dBm   | 0 | m | d
language                 | c   | Language                       |                            |       |   |   | c
mode                     | c   | Mode                           |                            |       |   |   |
work_mode                | c   | Mode                           |                            |       |   |   |
work_state               | c   | State                          |                            |       |   |   |
status                   | c   | Status                         |                            |       |   |   |
state                    | c   | State                          |                            |       |   |   |
power_state              | cb  | State after power loss         |                            |       |   |   | c
work_type                | c   | Work type                      |                            |       |   |   | c
model                    | ct  | Model                          |                            |       |   |   | d
sn                       | tr  | Serial number                  |                            |       |   |   | d
mcu_version              | t   | MCU version                    |                            |       |   |   | d
system_version           | t   | System version                 |                            |       |   |   | d
fault                    | mc  | Fault                          | problem                    |       |   |   | d
fault_alarm              | mc  | Fault                          | problem                    |       |   |   | d
error                    | mcn | Fault                          | problem                    |       |   |   | d
alarm                    | mcb | Alarm                          | problem                    |       |   |   |
# metering
add_ele                  | n   | Energy added                   | energy                     | kWh   | 3 | t |
cur_current              | n   | Current                        | current                    | mA    | 0 | m |
cur_power                | n   | Power                          | power                      | W     | 1 | m |
cur_voltage              | n   | Voltage                        | voltage                    | V     | 1 | m |
current                  | n   | Current                        | current                    | A     |   | m |
voltage                  | n   | Voltage                        | voltage                    | V     | 1 | m |
power                    | n   | Power                          | power                      | W     |   | m |
work_power               | n   | Power                          | power                      | W     |   | m |
active_power             | n   | Active power                   | power                      | W     |   | m |
power_total              | n   | Total power                    | power                      | kW    | 3 | m |
reactive_power           | n   | Reactive power                 | reactive_power             | var   |   | m |
apparent_power           | n   | Apparent power                 | apparent_power             | VA    |   | m |
power_factor             | n   | Power factor                   | power_factor               |       | 2 | m |
supply_frequency         | n   | Frequency                      | frequency                  | Hz    | 2 | m | d
frequency                | n   | Frequency                      | frequency                  | Hz    | 2 | m | d
leakage_current          | n   | Leakage current                | current                    | mA    | 0 | m | d
current_a                | n   | Current, phase A               | current                    | A     |   | m |
current_b                | n   | Current, phase B               | current                    | A     |   | m |
current_c                | n   | Current, phase C               | current                    | A     |   | m |
voltage_a                | n   | Voltage, phase A               | voltage                    | V     | 1 | m |
voltage_b                | n   | Voltage, phase B               | voltage                    | V     | 1 | m |
voltage_c                | n   | Voltage, phase C               | voltage                    | V     | 1 | m |
power_a                  | n   | Power, phase A                 | power                      | W     |   | m |
power_b                  | n   | Power, phase B                 | power                      | W     |   | m |
power_c                  | n   | Power, phase C                 | power                      | W     |   | m |
voltage_current          | n   | Voltage                        | voltage                    | V     | 2 | m |
phase_a                  | tr  | Phase A                        |                            |       |   |   |
phase_b                  | tr  | Phase B                        |                            |       |   |   |
phase_c                  | tr  | Phase C                        |                            |       |   |   |
total_forward_energy     | n   | Energy                         | energy                     | kWh   | 2 | i |
forward_energy_total     | n   | Energy                         | energy                     | kWh   | 2 | i |
reverse_energy_total     | n   | Energy returned                | energy                     | kWh   | 2 | i |
total_reverse_energy     | n   | Energy returned                | energy                     | kWh   | 2 | i |
energy_forward           | n   | Energy                         | energy                     | kWh   | 2 | i |
energy_reverse           | n   | Energy returned                | energy                     | kWh   | 2 | i |
electric_total           | n   | Energy                         | energy                     | kWh   | 2 | i |
total_energy             | n   | Energy                         | energy                     | kWh   | 2 | i |
energy_total             | n   | Energy                         | energy                     | kWh   | 2 | i |
power_consumption        | n   | Energy                         | energy                     | kWh   |   | i |
energy_consumed          | n   | Energy                         | energy                     | kWh   |   | i |
energy                   | n   | Energy                         | energy                     | kWh   |   | i |
energy_charge            | n   | Energy charged                 | energy                     | kWh   | 2 |   |
charge_energy            | n   | Energy charged                 | energy                     | kWh   | 2 |   |
charge_energy_once       | n   | Energy of this charge          | energy                     | kWh   | 2 | t |
balance_energy           | n   | Energy balance                 | energy                     | kWh   | 2 | t |
clear_energy             | b   | Clear energy                   |                            |       |   |   | c
voltage_coe              | n   | Voltage coefficient            |                            |       |   |   | d
electric_coe             | n   | Current coefficient            |                            |       |   |   | d
power_coe                | n   | Power coefficient              |                            |       |   |   | d
electricity_coe          | n   | Energy coefficient             |                            |       |   |   | d
charge_cur_set           | n   | Charging current               | current                    | A     | 0 |   | c
prepayment_switch        | b   | Prepayment                     |                            |       |   |   | c
switch_prepayment        | b   | Prepayment                     |                            |       |   |   | c
meter_id                 | t   | Meter number                   |                            |       |   |   | d
breaker_id               | t   | Breaker number                 |                            |       |   |   | d
breaker_number           | t   | Breaker number                 |                            |       |   |   | d
alarm_set                | r   | Alarm limits                   |                            |       |   |   | c
pv_power                 | n   | Solar power                    | power                      | W     |   | m |
battery_soc              | n   | Battery                        | battery                    | %     |   | m |
# light
bright_value             | n   | Brightness                     |                            |       |   |   |
brightness               | n   | Brightness                     |                            |       |   |   |
temp_value               | n   | Colour temperature             |                            |       |   |   |
colour_temp              | n   | Colour temperature             |                            |       |   |   |
color_temp_control       | n   | Colour temperature             |                            |       |   |   |
colour_data              | tr  | Colour                         |                            |       |   |   |
colour_data_raw          | r   | Colour                         |                            |       |   |   |
colour_data_hsv          | t   | Colour                         |                            |       |   |   |
paint_colour_data        | r   | Painted colours                |                            |       |   |   |
hs_color_set             | t   | Colour                         |                            |       |   |   |
mix_rgbcw                | r   | Mixed colour                   |                            |       |   |   |
scene_data               | tr  | Scene                          |                            |       |   |   |
scene_data_raw           | r   | Scene                          |                            |       |   |   |
scene                    | c   | Scene                          |                            |       |   |     |
flash_scene              | t   | Flashing scene                 |                            |       |   |   |
dreamlight_scene_mode    | r   | Scene                          |                            |       |   |   |
rgbic_linerlight_scene   | r   | Scene                          |                            |       |   |   |
scene_select             | tr  | Scene                          |                            |       |   |   |
scene_list               | tr  | Scenes                         |                            |       |   |   |
mix_light_scene          | r   | Mixed light scene              |                            |       |   |   |
control_data             | t   | Immediate colour               |                            |       |   |   |
music_data               | t   | Music colour                   |                            |       |   |   |
music_data_raw           | r   | Music colour                   |                            |       |   |   |
dreamlightmic_music_data | r   | Music settings                 |                            |       |   |   | c
mic_music_data           | t   | Microphone music               |                            |       |   |   |
local_music_mode         | t   | Local music                    |                            |       |   |   |
rhythm_mode              | r   | Rhythm                         |                            |       |   |   | c
sleep_mode               | r   | Going to sleep                 |                            |       |   |   | c
wakeup_mode              | r   | Waking up                      |                            |       |   |   | c
power_memory             | r   | Light after power loss         |                            |       |   |   | c
do_not_disturb           | b   | Do not disturb                 |                            |       |   |   | c
switch_gradient          | r   | Fading                         |                            |       |   |   | c
segment_dimming          | r   | Segment dimming                |                            |       |   |   |
light_length             | n   | Length of light                | distance                   | cm    | 0 | m | d
light_pixel              | n   | Number of LEDs                 |                            |       |   |   | d
lightpixel_number_set    | n   | Number of LEDs                 |                            |       |   |   | c
led_number_set           | n   | Number of LEDs                 |                            |       |   |   | c
led_type                 | c   | Kind of lamp                   |                            |       |   |   | c
bright_min               | n   | Least brightness               |                            |       |   |   | c
bright_max               | n   | Greatest brightness            |                            |       |   |   | c
brightness_control       | n   | Brightness                     |                            |       |   |   |
bright_controller        | n   | Brightness                     |                            |       |   |   |
temp_controller          | n   | Colour temperature             |                            |       |   |   |
floodlight_switch        | b   | Floodlight                     |                            |       |   |   |
floodlight_lightness     | n   | Floodlight brightness          |                            |       |   |   |
standby_bright           | n   | Standby brightness             |                            |       |   |   | c
standby_time             | n   | Standby time                   | duration                   | min   |   |   | c
cds                      | c   | Light threshold                |                            |       |   |   | c
# cover
control                  | cb  | Control                        |                            |       |   |   |
control_back             | cb  | Motor direction                |                            |       |   |   | c
control_back_mode        | c   | Motor direction                |                            |       |   |   | c
percent_control          | n   | Position to go to              |                            | %     | 0 |   |
percent_state            | n   | Position                       |                            | %     | 0 | m |
position                 | n   | Position                       |                            | %     | 0 |   |
position_set             | n   | Position to go to              |                            | %     | 0 |   |
time_total               | n   | Travel time                    | duration                   | ms    | 0 | m | d
tr_timecon               | n   | Travel time                    | duration                   | s     | 0 |   | c
quick_calibration        | n   | Travel time                    | duration                   | s     | 0 |   | c
cur_calibration          | c   | Travel calibration             |                            |       |   |   | c
situation_set            | c   | State of the cover             |                            |       |   |   |
auto_power               | b   | Pull to start                  |                            |       |   |   | c
closed_opened            | c   | State of the cover             |                            |       |   |   |
direction_control        | c   | Direction                      |                            |       |   |   |
border                   | c   | End positions                  |                            |       |   |   | c
doorcontact_state        | bc  | Contact                        | opening                    |       |   |   |
door_control             | c   | Door control                   |                            |       |   |   |
door_state               | cb  | Door                           | door                       |       |   |   |
open_inside              | b   | Opened from inside             | opening                    |       |   |   |
# climate
temp_set                 | n   | Target temperature             | temperature                | °C    |   |   |
temp_set                 | c   | Target temperature             |                            |       |   |   |
set_temp                 | n   | Target temperature             | temperature                | °C    |   |   |
settemp                  | n   | Target temperature             | temperature                | °C    |   |   |
target_temp              | n   | Target temperature             | temperature                | °C    |   |   |
temp_current             | n   | Current temperature            | temperature                | °C    |   | m |
current_temp             | n   | Current temperature            | temperature                | °C    |   | m |
get_temp                 | n   | Current temperature            | temperature                | °C    |   | m |
temp                     | n   | Temperature                    | temperature                | °C    |   | m |
temperature_c            | n   | Temperature                    | temperature                | °C    |   |   |
va_temperature           | n   | Temperature                    | temperature                | °C    | 1 | m |
temp_indoor              | n   | Indoor temperature             | temperature                | °C    |   | m |
temp_outdoor             | n   | Outdoor temperature            | temperature                | °C    |   | m |
ext_temp                 | n   | Outside temperature            | temperature                | °C    | 1 | m |
temp_current_external    | n   | Outside temperature            | temperature                | °C    | 1 | m |
temp_floor               | n   | Floor temperature              | temperature                | °C    |   | m |
upper_temp               | n   | Upper temperature limit        | temperature                | °C    |   |   | c
lower_temp               | n   | Lower temperature limit        | temperature                | °C    |   |   | c
max_temp_set             | n   | Upper temperature limit        | temperature                | °C    |   |   | c
min_temp_set             | n   | Lower temperature limit        | temperature                | °C    |   |   | c
maxtemp_set              | n   | Upper temperature limit        | temperature                | °C    |   |   | c
minitemp_set             | n   | Lower temperature limit        | temperature                | °C    |   |   | c
set_temp_max             | n   | Upper temperature limit        | temperature                | °C    |   |   | c
set_temp_min             | n   | Lower temperature limit        | temperature                | °C    |   |   | c
eco_temp                 | n   | Eco temperature                | temperature                | °C    |   |   | c
comfort_temp             | n   | Comfort temperature            | temperature                | °C    |   |   | c
holiday_temp_set         | n   | Holiday temperature            | temperature                | °C    |   |   | c
holiday_temp             | n   | Holiday temperature            | temperature                | °C    |   |   | c
away_temp                | n   | Away temperature               | temperature                | °C    |   |   | c
window_temp              | n   | Open window temperature        | temperature                | °C    |   |   | c
cook_temperature         | n   | Cooking temperature            | temperature                | °C    |   |   |
temp_correction          | n   | Temperature correction         | temperature_delta          | °C    |   |   | c
temp_calibration         | n   | Temperature correction         | temperature_delta          | °C    | 1 |   | c
temp_compensate          | n   | Temperature correction         | temperature_delta          | °C    |   |   | c
temp_compensation        | n   | Temperature correction         | temperature_delta          | °C    |   |   | c
room_temp_compensate     | n   | Temperature correction         | temperature_delta          | °C    | 1 |   | c
temp_drift               | n   | Temperature correction         | temperature_delta          | °C    | 1 |   | c
temp_sensitivity         | n   | Temperature sensitivity        | temperature_delta          | °C    | 1 |   | c
temp_periodic_report     | n   | Temperature report interval    | duration                   | min   | 0 |   | c
hum_periodic_report      | n   | Humidity report interval       | duration                   | min   | 0 |   | c
temp_diff                | n   | Temperature difference         | temperature_delta          | °C    |   |   | c
qidongwencha             | n   | Switching difference           | temperature_delta          | °C    | 1 |   | c
temp_unit_convert        | cb  | Temperature unit               |                            |       |   |   | c
temp_unit                | cb  | Temperature unit               |                            |       |   |   | c
c_f                      | cb  | Temperature unit               |                            |       |   |   | c
unit                     | c   | Unit                           |                            |       |   |   | c
unit_set                 | c   | Unit                           |                            |       |   |   | c
temp_alarm               | cb  | Temperature alarm              |                            |       |   |   |
hum_alarm                | cb  | Humidity alarm                 |                            |       |   |   |
sensor_choose            | c   | Sensor used                    |                            |       |   |   | c
frost                    | b   | Frost protection               |                            |       |   |   | c
window_check             | b   | Open window detection          |                            |       |   |   | c
window_state             | cb  | Window                         | window                     |       |   |   |
window                   | b   | Open window                    | window                     |       |   |   |
valve_state              | cb  | Valve                          |                            |       |   |   |
valve                    | b   | Valve                          |                            |       |   |   |
eco                      | b   | Eco                            |                            |       |   |   |
heat                     | b   | Heating                        | heat                       |       |   |   |
preheat                  | b   | Preheating                     | heat                       |       |   |   |
defrost                  | b   | Defrosting                     |                            |       |   |   | d
fan_speed                | nc  | Fan speed                      |                            |       |   |   |
fan_speed_enum           | c   | Fan speed                      |                            |       |   |   |
fan_speed_percent        | n   | Fan speed                      |                            | %     | 0 |   |
windspeed                | c   | Fan speed                      |                            |       |   |   |
wind                     | c   | Fan speed                      |                            |       |   |   |
speed                    | nc  | Speed                          |                            |       |   |   |
level                    | c   | Level                          |                            |       |   |   |
gear                     | c   | Level                          |                            |       |   |   |
fan_mode                 | c   | Fan mode                       |                            |       |   |   |
fan_switch               | b   | Fan                            |                            |       |   |   |
switch_fan               | b   | Fan                            |                            |       |   |   |
fan                      | bc  | Fan                            |                            |       |   |   |
fan_direction            | c   | Fan direction                  |                            |       |   |   |
fan_horizontal           | bc  | Horizontal swing               |                            |       |   |   |
fan_vertical             | bc  | Vertical swing                 |                            |       |   |   |
switch_horizontal        | b   | Horizontal swing               |                            |       |   |   |
switch_vertical          | b   | Vertical swing                 |                            |       |   |   |
swing                    | bc  | Swing                          |                            |       |   |   |
shake                    | b   | Swing                          |                            |       |   |   |
windshake                | cb  | Swing                          |                            |       |   |   |
windshake_h              | b   | Horizontal swing               |                            |       |   |   |
fan_beep                 | b   | Beep                           |                            |       |   |   | c
beep                     | b   | Beep                           |                            |       |   |   | c
sleep                    | b   | Sleep mode                     |                            |       |   |   |
sleeping_mode            | b   | Sleep mode                     |                            |       |   |   |
anion                    | b   | Ioniser                        |                            |       |   |   |
uv                       | b   | UV lamp                        |                            |       |   |   |
wet                      | b   | Humidify                       |                            |       |   |   |
pump                     | b   | Pump                           |                            |       |   |   |
week_program             | r   | Weekly schedule                |                            |       |   |   | c
program                  | r   | Weekly schedule                |                            |       |   |   | c
holiday_set              | rt  | Holiday                        |                            |       |   |   | c
days_holiday             | n   | Holiday length                 | duration                   | d     | 0 |   | c
work_days                | c   | Working days                   |                            |       |   |   | c
power_set                | n   | Power setting                  |                            |       |   |   |
# air
humidity_value           | n   | Humidity                       | humidity                   | %     |   | m |
va_humidity              | n   | Humidity                       | humidity                   | %     |   | m |
humidity_current         | n   | Humidity                       | humidity                   | %     | 0 | m |
humidity_indoor          | n   | Humidity                       | humidity                   | %     | 0 | m |
humidity_outdoor         | n   | Outdoor humidity               | humidity                   | %     | 0 | m |
humidity                 | n   | Humidity                       | humidity                   | %     |   | m |
get_hum                  | n   | Humidity                       | humidity                   | %     | 0 | m |
humidity_set             | n   | Target humidity                | humidity                   | %     | 0 |   |
dehumidify_set_value     | n   | Target humidity                | humidity                   | %     | 0 |   |
dehumidify_set_enum      | c   | Target humidity                |                            |       |   |   |
max_hum_set              | n   | Upper humidity limit           | humidity                   | %     | 0 |   | c
min_hum_set              | n   | Lower humidity limit           | humidity                   | %     | 0 |   | c
maxhum_set               | n   | Upper humidity limit           | humidity                   | %     | 0 |   | c
minihum_set              | n   | Lower humidity limit           | humidity                   | %     | 0 |   | c
hum_calibration          | n   | Humidity correction            |                            | %     | 0 |   | c
hum_sensitivity          | n   | Humidity sensitivity           |                            | %     | 0 |   | c
soil_moisture            | n   | Soil moisture                  | moisture                   | %     | 0 | m |
pm25                     | n   | PM2.5                          | pm25                       | µg/m³ | 0 | m |
pm25_value               | n   | PM2.5                          | pm25                       | µg/m³ | 0 | m |
pm10                     | n   | PM10                           | pm10                       | µg/m³ | 0 | m |
pm10_value               | n   | PM10                           | pm10                       | µg/m³ | 0 | m |
pm1                      | n   | PM1                            | pm1                        | µg/m³ | 0 | m |
pm100_value              | n   | PM10                           | pm10                       | µg/m³ | 0 | m |
co2_value                | n   | CO2                            | carbon_dioxide             | ppm   | 0 | m |
co2                      | n   | CO2                            | carbon_dioxide             | ppm   | 0 | m |
co2_state                | cb  | CO2 alarm                      | problem                    |       |   |   |
co_value                 | n   | CO                             | carbon_monoxide            | ppm   | 0 | m |
co_state                 | cb  | CO alarm                       | carbon_monoxide            |       |   |   |
co_status                | cb  | CO alarm                       | carbon_monoxide            |       |   |   |
ch2o_value               | n   | Formaldehyde                   |                            | mg/m³ | 3 | m |
ch4_sensor_value         | n   | Methane                        |                            | %     |   | m |
voc_value                | n   | VOC                            | volatile_organic_compounds |       | 3 | m |
tvoc                     | n   | TVOC                           | volatile_organic_compounds |       |   | m |
air_quality              | c   | Air quality                    |                            |       |   |   |
air_quality_index        | nc  | Air quality                    | aqi                        |       |   | m |
filter                   | n   | Filter                         |                            | %     | 0 | m | d
filter_life              | n   | Filter left                    |                            | %     | 0 | m | d
filter_days              | n   | Filter used                    | duration                   | d     | 0 | m | d
filter_reset             | b   | Reset filter                   |                            |       |   |   | c
reset_filter             | b   | Reset filter                   |                            |       |   |   | c
cistern                  | c   | Water tank                     |                            |       |   |   |
water_level              | cn  | Water level                    |                            |       |   |   |
liquid_state             | c   | Liquid level                   |                            |       |   |   |
liquid_depth             | n   | Liquid depth                   | distance                   | m     |   | m |
liquid_depth_max         | n   | Greatest liquid depth          | distance                   | m     |   |   | c
liquid_level_percent     | n   | Liquid level                   |                            | %     | 0 | m |
installation_height      | n   | Height of installation         | distance                   | m     |   |   | c
illuminance_value        | n   | Illuminance                    | illuminance                | lx    | 0 | m |
bright_state             | c   | Illuminance                    |                            |       |   |   |
illuminance              | n   | Illuminance                    | illuminance                | lx    |   | m |
air_pressure             | n   | Air pressure                   | atmospheric_pressure       | hPa   |   | m |
atmospheric_pressture    | n   | Air pressure                   | atmospheric_pressure       | hPa   |   | m |
windspeed_avg            | n   | Wind speed                     | wind_speed                 | m/s   | 1 | m |
windspeed_gust           | n   | Gust speed                     | wind_speed                 | m/s   | 1 | m |
wind_direct              | c   | Wind direction                 |                            |       |   |   |
rain_1h                  | n   | Rain in an hour                | precipitation              | mm    | 3 | m |
rain_24h                 | n   | Rain in a day                  | precipitation              | mm    | 3 | m |
rain_rate                | n   | Rain rate                      | precipitation_intensity    | mm/h  | 3 | m |
uv_index                 | n   | UV index                       |                            |       | 1 | m |
ph_current               | n   | pH                             | ph                         |       | 2 | m |
tds_current              | n   | Dissolved solids               |                            | ppm   | 0 | m |
noise                    | n   | Noise                          | sound_pressure             | dB    |   | m |
# battery
battery_percentage       | n   | Battery                        | battery                    | %     | 0 | m | d
battery                  | n   | Battery                        | battery                    | %     | 0 | m | d
battery                  | c   | Battery                        |                            |       |   |   | d
va_battery               | n   | Battery                        | battery                    | %     | 0 | m | d
residual_electricity     | n   | Battery                        | battery                    | %     | 0 | m | d
wireless_electricity     | n   | Battery                        | battery                    | %     | 0 | m | d
electricity_left         | n   | Battery                        | battery                    | %     | 0 | m | d
battery_value            | n   | Battery voltage                | voltage                    |       |   | m | d
battery_voltage          | n   | Battery voltage                | voltage                    | V     |   | m | d
battery_state            | c   | Battery state                  |                            |       |   |   | d
battery_status           | c   | Battery state                  |                            |       |   |   | d
low_battery              | b   | Battery low                    | battery                    |       |   |   | d
battery_low              | b   | Battery low                    | battery                    |       |   |   | d
battery_report_cap       | n   | Battery capabilities           |                            |       |   |   | d
charge_state             | bc  | Charging                       | battery_charging           |       |   |   | d
wireless_lowpower        | n   | Low battery limit              |                            |       |   |   | c
wireless_powermode       | c   | Power supply                   |                            |       |   |   | d
# sensors
pir                      | cb  | Motion                         | motion                     |       |   |   |
pir_state                | cb  | Motion                         | motion                     |       |   |   |
pir_switch               | c   | Motion sensor                  |                            |       |   |   | c
switch_pir               | b   | Motion sensor                  |                            |       |   |   | c
pir_sensitivity          | c   | Motion sensitivity             |                            |       |   |   | c
pir_delay                | n   | Motion delay                   | duration                   | s     | 0 |   | c
pir_time                 | c   | Motion hold time               |                            |       |   |   | c
presence_state           | cb  | Presence                       | occupancy                  |       |   |   |
human_motion_state       | c   | Motion                         | motion                     |       |   |   |
far_detection            | n   | Farthest detection             | distance                   | m     |   |   | c
near_detection           | n   | Nearest detection              | distance                   | m     |   |   | c
target_dis_closest       | n   | Distance of target             | distance                   | m     |   | m |
sensitivity              | nc  | Sensitivity                    |                            |       |   |   | c
watersensor_state        | cb  | Water leak                     | moisture                   |       |   |   |
water_leak               | b   | Water leak                     | moisture                   |       |   |   |
smoke_sensor_state       | cb  | Smoke                          | smoke                      |       |   |   |
smoke_sensor_status      | cb  | Smoke                          | smoke                      |       |   |   |
smoke_sensor_value       | n   | Smoke level                    |                            |       |   | m |
gas_sensor_state         | cb  | Gas                            | gas                        |       |   |   |
gas_sensor_status        | cb  | Gas                            | gas                        |       |   |   |
gas_sensor_value         | n   | Gas level                      |                            |       |   | m |
shock_state              | cb  | Vibration                      | vibration                  |       |   |   |
sos_state                | b   | SOS                            | safety                     |       |   |   |
tamper_alarm             | b   | Tampering                      | tamper                     |       |   |   | d
tampered_alarm           | b   | Tampering                      | tamper                     |       |   |   | d
muffling                 | b   | Mute alarm                     |                            |       |   |   | c
mute                     | b   | Mute                           |                            |       |   |   | c
checking_result          | c   | Self-test                      |                            |       |   |   | d
self_checking            | b   | Self-test                      |                            |       |   |   | c
preheat_state            | b   | Warming up                     |                            |       |   |   | d
lifecycle                | b   | End of life                    | problem                    |       |   |   | d
# siren, alarm host
alarm_switch             | b   | Alarm                          |                            |       |   |   |
alarm_state              | cb  | Alarm                          |                            |       |   |   |
alarm_volume             | cn  | Alarm volume                   |                            |       |   |   | c
alarm_time               | n   | Alarm length                   | duration                   | s     | 0 |   | c
alarm_ringtone           | c   | Alarm sound                    |                            |       |   |   | c
alarm_active             | t   | Alarm detail                   |                            |       |   |   |
alarm_lock               | c   | Lock alarm                     | problem                    |       |   |   | d
alarm_delay_time         | n   | Alarm delay                    | duration                   | s     | 0 |   | c
alarm_message            | r   | Alarm message                  |                            |       |   |   |
alarm_msg                | r   | Alarm message                  |                            |       |   |   |
initiative_message       | r   | Message                        |                            |       |   |   |
switch_alarm_sound       | b   | Alarm sound                    |                            |       |   |   | c
switch_alarm_light       | b   | Alarm light                    |                            |       |   |   | c
switch_alarm_propel      | b   | Alarm messages                 |                            |       |   |   | c
siren_switch             | b   | Siren                          |                            |       |   |   |
siren_sound              | c   | Siren sound                    |                            |       |   |   | c
master_mode              | c   | Alarm mode                     |                            |       |   |   |
master_state             | c   | Alarm state                    |                            |       |   |   |
master_information       | tr  | Alarm information              |                            |       |   |   | d
master_language          | c   | Alarm language                 |                            |       |   |   | c
volume_set               | n   | Volume                         |                            | %     | 0 |   | c
volume                   | nc  | Volume                         |                            |       |   |   | c
beep_volume              | c   | Beep volume                    |                            |       |   |   | c
switch_low_battery       | b   | Low battery warning            |                            |       |   |   | c
# camera, doorbell
movement_detect_pic      | r   | Motion picture                 |                            |       |   |   |
doorbell_pic             | r   | Doorbell picture               |                            |       |   |   |
doorbell_active          | t   | Doorbell                       |                            |       |   |   |
doorbell                 | b   | Doorbell                       |                            |       |   |   |
doorbell_volume          | c   | Doorbell volume                |                            |       |   |   | c
basic_flip               | b   | Turn picture                   |                            |       |   |   | c
basic_osd                | b   | Time in picture                |                            |       |   |   | c
basic_nightvision        | c   | Night vision                   |                            |       |   |   | c
nightvision_mode         | c   | Night vision                   |                            |       |   |   | c
basic_indicator          | b   | Indicator                      |                            |       |   |   | c
basic_private            | b   | Privacy mode                   |                            |       |   |   |
basic_wdr                | b   | Wide dynamic range             |                            |       |   |   | c
basic_anti_flicker       | c   | Flicker reduction              |                            |       |   |   | c
basic_device_volume      | n   | Volume                         |                            | %     | 0 |   | c
motion_switch            | b   | Motion detection               |                            |       |   |   | c
motion_sensitivity       | c   | Motion sensitivity             |                            |       |   |   | c
motion_tracking          | b   | Motion tracking                |                            |       |   |   | c
motion_record            | b   | Motion recording               |                            |       |   |   | c
motion_area_switch       | b   | Motion area                    |                            |       |   |   | c
motion_area              | t   | Motion areas                   |                            |       |   |   | c
motion_interval          | c   | Motion interval                |                            |       |   |   | c
motion_timer_switch      | b   | Motion schedule                |                            |       |   |   | c
motion_timer_setting     | t   | Motion schedule times          |                            |       |   |   | c
humanoid_filter          | b   | People only                    |                            |       |   |   | c
decibel_switch           | b   | Sound detection                |                            |       |   |   | c
decibel_sensitivity      | c   | Sound sensitivity              |                            |       |   |   | c
decibel_upload           | t   | Sound detected                 |                            |       |   |   |
record_switch            | b   | Recording                      |                            |       |   |   | c
record_mode              | c   | Recording mode                 |                            |       |   |   | c
sd_status                | n   | SD card state                  |                            |       |   |   | d
sd_storge                | t   | SD card space                  |                            |       |   |   | d
sd_format                | b   | Format SD card                 |                            |       |   |   | c
sd_format_state          | n   | SD card formatting             |                            |       |   |   | d
ptz_control              | c   | Pan and tilt                   |                            |       |   |   |
ptz_stop                 | b   | Stop pan and tilt              |                            |       |   |   |
ptz_calibration          | b   | Calibrate pan and tilt         |                            |       |   |   | c
cruise_switch            | b   | Cruise                         |                            |       |   |   |
cruise_mode              | c   | Cruise mode                    |                            |       |   |   | c
cruise_status            | c   | Cruise state                   |                            |       |   |   | d
zoom_control             | c   | Zoom                           |                            |       |   |   |
zoom_stop                | b   | Stop zoom                      |                            |       |   |   |
memory_point_set         | t   | Preset positions               |                            |       |   |   | c
onvif_switch             | b   | ONVIF                          |                            |       |   |   | c
onvif_ip_addr            | t   | ONVIF address                  |                            |       |   |   | d
onvif_change_pwd         | t   | ONVIF password                 |                            |       |   |   | c
ipc_auto_siren           | b   | Automatic siren                |                            |       |   |   | c
ipc_siren_duration       | n   | Siren length                   | duration                   | s     | 0 |   | c
ipc_siren_volume         | n   | Siren volume                   |                            | %     | 0 |   | c
wireless_awake           | b   | Wake up                        |                            |       |   |   |
# lock
unlock_fingerprint       | n   | Unlocked by fingerprint        |                            |       |   |   |
unlock_password          | n   | Unlocked by password           |                            |       |   |   |
unlock_card              | n   | Unlocked by card               |                            |       |   |   |
unlock_ble               | n   | Unlocked by Bluetooth          |                            |       |   |   |
unlock_key               | n   | Unlocked by key                |                            |       |   |   |
unlock_app               | n   | Unlocked by app                |                            |       |   |   |
unlock_dynamic           | n   | Unlocked by dynamic password   |                            |       |   |   |
unlock_temporary         | n   | Unlocked by temporary password |                            |       |   |   |
unlock_phone_remote      | n   | Unlocked by phone              |                            |       |   |   |
unlock_voice_remote      | n   | Unlocked by voice              |                            |       |   |   |
unlock_request           | n   | Unlock request                 |                            | s     | 0 |   |
lock_motor_state         | b   | Lock motor                     | lock                       |       |   |   |
automatic_lock           | b   | Lock by itself                 |                            |       |   |   | c
auto_lock_time           | n   | Time to locking                | duration                   | s     | 0 |   | c
manual_lock              | b   | Lock by hand                   |                            |       |   |   | c
rtc_lock                 | b   | Clock of the lock              |                            |       |   |   | d
hijack                   | b   | Duress                         | safety                     |       |   |   |
lock_record              | r   | Lock record                    |                            |       |   |   | d
# vacuum
suction                  | c   | Suction                        |                            |       |   |   |
seek                     | b   | Find                           |                            |       |   |   |
pause                    | b   | Pause                          |                            |       |   |   |
start                    | b   | Start                          |                            |       |   |   |
clean_time               | n   | Cleaning time                  | duration                   | min   | 0 | m |
clean_area               | n   | Cleaned area                   | area                       | m²    |   | m |
clean_time_total         | n   | Total cleaning time            | duration                   | min   | 0 | i | d
clean_area_total         | n   | Total cleaned area             | area                       | m²    | 0 | i | d
clean_count_total        | n   | Total cleanings                |                            |       | 0 | i | d
clean_record             | t   | Cleaning record                |                            |       |   |   | d
edge_brush               | n   | Side brush left                |                            |       |   | m | d
edge_brush_life          | n   | Side brush left                |                            |       |   | m | d
roll_brush               | n   | Main brush left                |                            |       |   | m | d
roll_brush_life          | n   | Main brush left                |                            |       |   | m | d
rag_life                 | n   | Mop left                       |                            |       |   | m | d
reset_edge_brush         | b   | Reset side brush               |                            |       |   |   | c
reset_roll_brush         | b   | Reset main brush               |                            |       |   |   | c
edge_brush_life_reset    | b   | Reset side brush               |                            |       |   |   | c
roll_brush_life_reset    | b   | Reset main brush               |                            |       |   |   | c
rag_life_reset           | b   | Reset mop                      |                            |       |   |   | c
reset_map                | b   | Reset map                      |                            |       |   |   | c
map_reset                | b   | Reset map                      |                            |       |   |   | c
map_config               | r   | Map settings                   |                            |       |   |   | d
path_data                | r   | Map                            |                            |       |   |   | d
command_trans            | r   | Commands                       |                            |       |   |   |
request                  | c   | Request                        |                            |       |   |   |
break_clean              | b   | Go on after charging           |                            |       |   |   | c
dust_collection_switch   | b   | Empty the bin by itself        |                            |       |   |   | c
dust_collection_num      | nc  | Emptying interval              |                            |       |   |   | c
voice_data               | r   | Voice                          |                            |       |   |   | c
disturb_time_set         | r   | Quiet hours                    |                            |       |   |   | c
water_control            | c   | Water flow                     |                            |       |   |   |
mop_state                | c   | Mop                            |                            |       |   |   | d
customize_mode_switch    | b   | Custom mode                    |                            |       |   |   | c
# feeder, litter
meal_plan                | r   | Meal plan                      |                            |       |   |   | c
manual_feed              | n   | Feed portions                  |                            |       |   |   |
quick_feed               | b   | Feed now                       |                            |       |   |   |
feed_report              | n   | Portions fed                   |                            |       | 0 |   |
feed_state               | c   | Feeding                        |                            |       |   |   |
cat_weight               | n   | Weight of the cat              | weight                     |       |   | m |
excretion_times_day      | n   | Visits today                   |                            |       | 0 | i |
excretion_time_day       | n   | Time of visits                 | duration                   | s     | 0 |   |
deodorization            | b   | Deodorise                      |                            |       |   |   |
auto_clean               | b   | Clean by itself                |                            |       |   |   | c
# water
weather_delay            | c   | Rain delay                     |                            |       |   |   | c
smart_weather            | c   | Weather                        |                            |       |   |   | d
weather_switch           | b   | Weather control                |                            |       |   |   | c
use_time                 | n   | Time used                      | duration                   | s     | 0 | m | d
use_time_one             | n   | Time of this use               | duration                   | s     | 0 | m | d
water_once               | n   | Water of this use              | water                      | L     |   |   |
water_total              | n   | Water                          | water                      | L     |   | i |
water_use_data           | n   | Water                          | water                      | L     |   | i |
flow_velocity            | n   | Flow                           | volume_flow_rate           | m³/h  | 3 | m |
# IR, RF, buttons
ir_send                  | t   | IR command                     |                            |       |   |   |
ir_study_code            | rt  | IR code learnt                 |                            |       |   |   |
ir_code                  | tr  | IR code                        |                            |       |   |   |
study_code               | rt  | Code learnt                    |                            |       |   |   |
key_code                 | t   | Key code                       |                            |       |   |   |
key_study                | r   | Key learnt                     |                            |       |   |   |
rf_study_code            | t   | RF code learnt                 |                            |       |   |   |
switch_value             | c   | Button                         |                            |       |   |   |
switch_mode              | c   | Button                         |                            |       |   |   |
up_channel               | r   | Reports                        |                            |       |   |   | d
down_channel             | r   | Commands                       |                            |       |   |   | d
remote_switch            | b   | Remote control                 |                            |       |   |   | c
# others
runtime                  | n   | Running time                   | duration                   |       | 0 | m | d
work_time                | n   | Running time                   | duration                   |       | 0 | m | d
remain_time              | n   | Time left                      | duration                   | min   | 0 | m |
total_runtime            | n   | Total running time             | duration                   | h     | 0 | i | d
weight                   | n   | Weight                         | weight                     |       |   | m |
food_weight              | n   | Weight of food                 | weight                     | g     |   | m |
realtime_data            | n   | Live weight                    |                            |       |   | m |
click_sustain_time       | n   | Time of a press                | duration                   | s     |   |   | c
arm_down_percent         | n   | Arm down                       |                            | %     | 0 |   | c
arm_up_percent           | n   | Arm up                         |                            | %     | 0 |   | c
switch_spray             | b   | Spray                          |                            |       |   |   |
"""

FAMILIES: Final = """
_offset_       | n    |  |                 |       |   |   | c
_adjust_       | n    |  |                 |       |   |   | c
_compensation_ | n    |  |                 |       |   |   | c
_compensate_   | n    |  |                 |       |   |   | c
_deviation_    | n    |  |                 |       |   |   | c
_hysteresis_   | n    |  |                 |       |   |   | c
_cal_          | n    |  |                 |       |   |   | c
_sensivitity_  | n    |  |                 |       |   |   | c
_step_         | n    |  |                 |       |   |   | c
_interval_     | n    |  |                 |       |   |   | c
_report_       | n    |  |                 |       |   |   | c
_cycle_        | n    |  |                 |       |   |   |
_times_        | n    |  |                 |       |   |   |
_count_        | n    |  |                 |       |   |   |
_number_       | n    |  |                 |       |   |   |
_calibration_  | n    |  |                 |       |   |   | c
_correction_   | n    |  |                 |       |   |   | c
_sensitivity_  | ncb  |  |                 |       |   |   | c
_password_     | tr   |  |                 |       |   |   | c
_coe_          | n    |  |                 |       |   |   | d
_delay_        | n    |  |                 | s     |   |   | c
_duration_     | n    |  | duration        |       |   | m |
_countdown_    | n    |  | duration        | s     |   |   |
_timer_        | nctr |  |                 |       |   |   |
_temp_unit_    | cb   |  |                 |       |   |   | c
_temp_alarm_   | cb   |  |                 |       |   |   |
_colour_temp_  | n    |  |                 |       |   |   |
_temp_value_   | n    |  |                 |       |   |   |
_temp_set_     | n    |  | temperature     | °C    |   |   |
_set_temp_     | n    |  | temperature     | °C    |   |   |
_temp_protect_ | n    |  | temperature     | °C    |   |   | c
_temp_limit_   | n    |  | temperature     | °C    |   |   | c
_max_temp_     | n    |  | temperature     | °C    |   |   | c
_min_temp_     | n    |  | temperature     | °C    |   |   | c
_temp_max_     | n    |  | temperature     | °C    |   |   | c
_temp_min_     | n    |  | temperature     | °C    |   |   | c
_temp_         | n    |  | temperature     | °C    |   | m |
_hum_set_      | n    |  | humidity        | %     |   |   |
_hum_          | n    |  | humidity        | %     |   | m |
_voltage_      | n    |  | voltage         | V     |   | m |
_power_factor_ | n    |  | power_factor    |       |   | m |
_active_power_ | n    |  | power           |       |   | m |
_cur_power_    | n    |  | power           | W     | 1 | m |
_energy_       | n    |  | energy          | kWh   |   | i |
_electricity_  | n    |  | energy          | kWh   |   | i |
_power_        | n    |  | power           |       |   | m |
_frequency_    | n    |  | frequency       | Hz    |   | m |
_battery_      | n    |  | battery         | %     | 0 | m | d
_illuminance_  | n    |  | illuminance     | lx    |   | m |
_pressure_     | n    |  | pressure        |       |   | m |
_co2_          | n    |  | carbon_dioxide  | ppm   | 0 | m |
_pm25_         | n    |  | pm25            | µg/m³ | 0 | m |
_pm10_         | n    |  | pm10            | µg/m³ | 0 | m |
_signal_       | n    |  |                 |       |   |   | d
_rssi_         | n    |  | signal_strength | dBm   | 0 | m | d
_life_         | n    |  |                 |       |   |   | d
_low_battery_  | b    |  | battery         |       |   |   | d
_tamper_       | bc   |  | tamper          |       |   |   | d
_fault_        | mcn  |  | problem         |       |   |   | d
_error_        | mcn  |  | problem         |       |   |   | d
_alarm_        | m    |  | problem         |       |   |   |
_motion_state_ | bc   |  | motion          |       |   |   |
_presence_     | b    |  | occupancy       |       |   |   |
_window_state_ | bc   |  | window          |       |   |   |
_door_state_   | bc   |  | door            |       |   |   |
_leak_         | b    |  | moisture        |       |   |   |
_reset_        | b    |  |                 |       |   |   | c
_version_      | t    |  |                 |       |   |   | d
_serial_       | t    |  |                 |       |   |   | d
_ipc_          | bcnt |  |                 |       |   |   | c
_basic_        | bcnt |  |                 |       |   |   | c
_onvif_        | bcnt |  |                 |       |   |   | c
_ptz_          | bct  |  |                 |       |   |   |
_backlight_    | bcn  |  |                 |       |   |   | c
_lock_         | b    |  |                 |       |   |   |
_percent_      | n    |  |                 | %     |   |   |
_countdown_    | c    |  |                 |       |   |   |
_schedule_     | rt   |  |                 |       |   |   | c
_program_      | rt   |  |                 |       |   |   | c
_prog_         | rtc  |  |                 |       |   |   | c
_week_         | rt   |  |                 |       |   |   | c
_volume_       | nc   |  |                 |       |   |   | c
_language_     | c    |  |                 |       |   |   | c
_debug_        | tr   |  |                 |       |   |   | d
_switch_       | b    |  |                 |       |   |   |
_mode_         | c    |  |                 |       |   |   |
"""
"""Rules for codes that the table does not have: the first whose part is in the words of the code, `_` at both ends."""
