-- Databases that an order is taking over; a row goes when that is done, or with its order.

CREATE TABLE howdah.adoptions (
    uid  uuid  PRIMARY KEY REFERENCES howdah.resources (uid) ON DELETE CASCADE,
    wish jsonb NOT NULL
);
