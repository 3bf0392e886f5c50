//! Growth: what was planted is found, and where nothing grew there are as many alarms as are stated.

mod calm;
mod cities;
mod city;
mod months;
