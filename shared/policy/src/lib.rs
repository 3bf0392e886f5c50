//! Dated policy as data: parameters, tables and rating schemes, read and checked. Pure: texts come
//! in as arguments, and the shipped ones are compiled in.

pub mod calendar;
pub mod embedded;
pub mod fault;
pub mod library;
pub mod parameter;
pub mod reader;
pub mod scheme;
pub mod set;
pub mod unclear;
