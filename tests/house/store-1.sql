BEGIN TRANSACTION;
CREATE TABLE buyers (
	order_no INTEGER NOT NULL, 
	buyer_email TEXT, 
	buyer_name TEXT, 
	buyer_phone_number TEXT, 
	recipient_name TEXT, 
	ship_address_1 TEXT, 
	ship_address_2 TEXT, 
	ship_address_3 TEXT, 
	ship_city TEXT, 
	ship_state TEXT, 
	ship_postal_code TEXT, 
	ship_country TEXT, 
	ship_phone_number TEXT, 
	PRIMARY KEY (order_no), 
	FOREIGN KEY(order_no) REFERENCES orders (order_no)
);
INSERT INTO "buyers" VALUES(1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "buyers" VALUES(2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "buyers" VALUES(3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "buyers" VALUES(4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE cancellations (
	cancellation_no INTEGER NOT NULL, 
	merchant_id VARCHAR NOT NULL, 
	upload_no INTEGER NOT NULL, 
	record INTEGER NOT NULL, 
	item_no INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (cancellation_no), 
	FOREIGN KEY(upload_no) REFERENCES uploads (upload_no), 
	FOREIGN KEY(item_no) REFERENCES items (item_no)
);
INSERT INTO "cancellations" VALUES(1,'main',3,1,3,1,'NoInventory');
CREATE TABLE charges (
	order_no INTEGER NOT NULL, 
	charged_at BIGINT NOT NULL, 
	PRIMARY KEY (order_no), 
	FOREIGN KEY(order_no) REFERENCES orders (order_no)
);
INSERT INTO "charges" VALUES(1,1773144000);
INSERT INTO "charges" VALUES(2,1773144000);
CREATE TABLE entries (
	entry_no INTEGER NOT NULL, 
	merchant_id VARCHAR NOT NULL, 
	upload_no INTEGER NOT NULL, 
	record INTEGER NOT NULL, 
	order_no INTEGER NOT NULL, 
	item_no INTEGER, 
	what VARCHAR NOT NULL, 
	field VARCHAR NOT NULL, 
	"before" TEXT, 
	"after" TEXT, 
	PRIMARY KEY (entry_no), 
	FOREIGN KEY(upload_no) REFERENCES uploads (upload_no)
);
INSERT INTO "entries" VALUES(1,'main',1,1,1,1,'take in','purchased','0','2');
INSERT INTO "entries" VALUES(2,'main',1,2,2,2,'take in','purchased','0','1');
INSERT INTO "entries" VALUES(3,'main',1,3,3,3,'take in','purchased','0','1');
INSERT INTO "entries" VALUES(4,'main',1,4,3,4,'take in','purchased','0','3');
INSERT INTO "entries" VALUES(5,'main',1,5,4,5,'take in','purchased','0','1');
INSERT INTO "entries" VALUES(6,'main',1,1,1,NULL,'verify','verified',NULL,'1');
INSERT INTO "entries" VALUES(7,'main',1,2,2,NULL,'verify','verified',NULL,'1');
INSERT INTO "entries" VALUES(8,'main',1,3,3,NULL,'verify','verified',NULL,'1');
INSERT INTO "entries" VALUES(9,'main',2,1,1,1,'ship','shipped','0','2');
INSERT INTO "entries" VALUES(10,'main',2,3,2,2,'ship','shipped','0','1');
INSERT INTO "entries" VALUES(11,'main',3,1,3,3,'cancel','canceled','0','1');
INSERT INTO "entries" VALUES(12,'main',4,1,1,1,'refund','refunded_item_price','0','1250');
INSERT INTO "entries" VALUES(13,'main',4,2,2,2,'refund','refunded_item_price','0','500');
CREATE TABLE item_details (
	item_no INTEGER NOT NULL, 
	sku TEXT, 
	product_name TEXT, 
	item_promotion_id TEXT, 
	ship_promotion_id TEXT, 
	PRIMARY KEY (item_no), 
	FOREIGN KEY(item_no) REFERENCES items (item_no)
);
INSERT INTO "item_details" VALUES(1,NULL,NULL,NULL,NULL);
INSERT INTO "item_details" VALUES(2,NULL,NULL,NULL,NULL);
INSERT INTO "item_details" VALUES(3,NULL,NULL,NULL,NULL);
INSERT INTO "item_details" VALUES(4,NULL,NULL,NULL,NULL);
INSERT INTO "item_details" VALUES(5,NULL,NULL,NULL,NULL);
CREATE TABLE items (
	item_no INTEGER NOT NULL, 
	merchant_id VARCHAR NOT NULL, 
	order_no INTEGER NOT NULL, 
	verified BOOLEAN NOT NULL, 
	order_item_id VARCHAR NOT NULL, 
	purchased INTEGER NOT NULL, 
	shipped INTEGER NOT NULL, 
	canceled INTEGER NOT NULL, 
	currency VARCHAR(3), 
	item_price BIGINT, 
	item_tax BIGINT, 
	shipping_price BIGINT, 
	shipping_tax BIGINT, 
	gift_wrap_price BIGINT, 
	gift_wrap_tax BIGINT, 
	item_promotion BIGINT, 
	ship_promotion BIGINT, 
	refunded_item_price BIGINT DEFAULT '0' NOT NULL, 
	refunded_item_tax BIGINT DEFAULT '0' NOT NULL, 
	refunded_shipping_price BIGINT DEFAULT '0' NOT NULL, 
	refunded_shipping_tax BIGINT DEFAULT '0' NOT NULL, 
	refunded_gift_wrap_price BIGINT DEFAULT '0' NOT NULL, 
	refunded_gift_wrap_tax BIGINT DEFAULT '0' NOT NULL, 
	refunded_item_promotion BIGINT DEFAULT '0' NOT NULL, 
	refunded_ship_promotion BIGINT DEFAULT '0' NOT NULL, 
	PRIMARY KEY (item_no), 
	CONSTRAINT items_rule_1 CHECK (purchased BETWEEN 1 AND 999), 
	CONSTRAINT items_rule_2 CHECK (shipped >= 0 AND canceled >= 0 AND shipped + canceled <= purchased), 
	CONSTRAINT items_rule_3 CHECK (shipped = 0 OR verified), 
	CONSTRAINT items_rule_4 CHECK (shipped > 0 OR (coalesce(refunded_item_price, 0) + coalesce(refunded_item_tax, 0) + coalesce(refunded_shipping_price, 0) + coalesce(refunded_shipping_tax, 0) + coalesce(refunded_gift_wrap_price, 0) + coalesce(refunded_gift_wrap_tax, 0) + coalesce(refunded_item_promotion, 0) + coalesce(refunded_ship_promotion, 0)) = 0), 
	CONSTRAINT items_rule_5 CHECK ((coalesce(refunded_item_price, 0) + coalesce(refunded_item_tax, 0) + coalesce(refunded_shipping_price, 0) + coalesce(refunded_shipping_tax, 0) + coalesce(refunded_gift_wrap_price, 0) + coalesce(refunded_gift_wrap_tax, 0) + coalesce(refunded_item_promotion, 0) + coalesce(refunded_ship_promotion, 0)) = 0 OR (coalesce(refunded_item_price, 0) + coalesce(refunded_item_tax, 0) + coalesce(refunded_shipping_price, 0) + coalesce(refunded_shipping_tax, 0) + coalesce(refunded_gift_wrap_price, 0) + coalesce(refunded_gift_wrap_tax, 0) - (coalesce(refunded_item_promotion, 0) + coalesce(refunded_ship_promotion, 0)) BETWEEN 0 AND coalesce(item_price, 0) + coalesce(item_tax, 0) + coalesce(shipping_price, 0) + coalesce(shipping_tax, 0) + coalesce(gift_wrap_price, 0) + coalesce(gift_wrap_tax, 0) - (coalesce(item_promotion, 0) + coalesce(ship_promotion, 0)))), 
	CONSTRAINT items_rule_6 CHECK (currency IS NOT NULL OR (coalesce(item_price, 0) + coalesce(item_tax, 0) + coalesce(shipping_price, 0) + coalesce(shipping_tax, 0) + coalesce(gift_wrap_price, 0) + coalesce(gift_wrap_tax, 0) + coalesce(item_promotion, 0) + coalesce(ship_promotion, 0)) = 0), 
	CONSTRAINT items_rule_7 CHECK (refunded_item_price BETWEEN 0 AND coalesce(item_price, 0) AND coalesce(item_price, 0) >= 0), 
	CONSTRAINT items_rule_8 CHECK (refunded_item_tax BETWEEN 0 AND coalesce(item_tax, 0) AND coalesce(item_tax, 0) >= 0), 
	CONSTRAINT items_rule_9 CHECK (refunded_shipping_price BETWEEN 0 AND coalesce(shipping_price, 0) AND coalesce(shipping_price, 0) >= 0), 
	CONSTRAINT items_rule_10 CHECK (refunded_shipping_tax BETWEEN 0 AND coalesce(shipping_tax, 0) AND coalesce(shipping_tax, 0) >= 0), 
	CONSTRAINT items_rule_11 CHECK (refunded_gift_wrap_price BETWEEN 0 AND coalesce(gift_wrap_price, 0) AND coalesce(gift_wrap_price, 0) >= 0), 
	CONSTRAINT items_rule_12 CHECK (refunded_gift_wrap_tax BETWEEN 0 AND coalesce(gift_wrap_tax, 0) AND coalesce(gift_wrap_tax, 0) >= 0), 
	CONSTRAINT items_rule_13 CHECK (refunded_item_promotion BETWEEN 0 AND coalesce(item_promotion, 0) AND coalesce(item_promotion, 0) >= 0), 
	CONSTRAINT items_rule_14 CHECK (refunded_ship_promotion BETWEEN 0 AND coalesce(ship_promotion, 0) AND coalesce(ship_promotion, 0) >= 0), 
	FOREIGN KEY(order_no, verified) REFERENCES orders (order_no, verified) ON UPDATE CASCADE, 
	CONSTRAINT items_verified CHECK (verified IN (0, 1))
);
INSERT INTO "items" VALUES(1,'main',1,1,'10000000001',2,2,0,'USD',10000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1250,0,0,0,0,0,0,0);
INSERT INTO "items" VALUES(2,'main',2,1,'10000000002',1,1,0,'JPY',500,NULL,NULL,NULL,NULL,NULL,NULL,NULL,500,0,0,0,0,0,0,0);
INSERT INTO "items" VALUES(3,'main',3,1,'10000000003',1,0,1,'USD',2000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,0,0,0);
INSERT INTO "items" VALUES(4,'main',3,1,'10000000004',3,0,0,'USD',6000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,0,0,0);
INSERT INTO "items" VALUES(5,'main',4,0,'10000000005',1,0,0,'USD',500,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,0,0,0,0);
CREATE TABLE order_details (
	order_no INTEGER NOT NULL, 
	ship_service_level TEXT, 
	delivery_start_date TEXT, 
	delivery_end_date TEXT, 
	delivery_time_zone TEXT, 
	delivery_instructions TEXT, 
	sales_channel TEXT, 
	is_business_order TEXT, 
	purchase_order_number TEXT, 
	price_designation TEXT, 
	is_sold_by_ab TEXT, 
	is_iba TEXT, 
	payment_method TEXT, 
	cod_collectible_amount TEXT, 
	already_paid TEXT, 
	payment_method_fee TEXT, 
	PRIMARY KEY (order_no), 
	FOREIGN KEY(order_no) REFERENCES orders (order_no)
);
INSERT INTO "order_details" VALUES(1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "order_details" VALUES(2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "order_details" VALUES(3,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "order_details" VALUES(4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE orders (
	order_no INTEGER NOT NULL, 
	merchant_id VARCHAR NOT NULL, 
	order_id VARCHAR NOT NULL, 
	verified BOOLEAN NOT NULL, 
	purchase_at BIGINT NOT NULL, 
	purchase_offset INTEGER NOT NULL, 
	payments_at BIGINT, 
	payments_offset INTEGER, 
	latest_ship_at BIGINT, 
	latest_ship_offset INTEGER, 
	PRIMARY KEY (order_no), 
	UNIQUE (order_no, verified), 
	CONSTRAINT orders_verified CHECK (verified IN (0, 1))
);
INSERT INTO "orders" VALUES(1,'main','202-0000000-0000001',1,1772452800,0,1772454600,0,NULL,NULL);
INSERT INTO "orders" VALUES(2,'main','202-0000000-0000002',1,1772452800,0,1772454600,0,NULL,NULL);
INSERT INTO "orders" VALUES(3,'main','202-0000000-0000003',1,1772452800,0,1772454600,0,NULL,NULL);
INSERT INTO "orders" VALUES(4,'main','202-0000000-0000004',0,1772452800,0,NULL,NULL,NULL,NULL);
CREATE TABLE package_details (
	package_no INTEGER NOT NULL, 
	cod_collection_method TEXT, 
	transparency_code TEXT, 
	ship_from_address_name TEXT, 
	ship_from_address_line1 TEXT, 
	ship_from_address_line2 TEXT, 
	ship_from_address_line3 TEXT, 
	ship_from_address_city TEXT, 
	ship_from_address_county TEXT, 
	ship_from_address_state_or_region TEXT, 
	ship_from_address_postalcode TEXT, 
	ship_from_address_countrycode TEXT, 
	ship_from_supply_source_id TEXT, 
	PRIMARY KEY (package_no), 
	FOREIGN KEY(package_no) REFERENCES packages (package_no)
);
CREATE TABLE packages (
	package_no INTEGER NOT NULL, 
	merchant_id VARCHAR NOT NULL, 
	upload_no INTEGER NOT NULL, 
	record INTEGER NOT NULL, 
	item_no INTEGER NOT NULL, 
	quantity INTEGER NOT NULL CONSTRAINT packages_quantity CHECK (quantity > 0), 
	asked_quantity INTEGER, 
	whole_order BOOLEAN NOT NULL, 
	ship_date TEXT NOT NULL, 
	carrier_code TEXT NOT NULL, 
	carrier_name TEXT, 
	tracking_number TEXT, 
	ship_method TEXT, 
	PRIMARY KEY (package_no), 
	FOREIGN KEY(upload_no) REFERENCES uploads (upload_no), 
	FOREIGN KEY(item_no) REFERENCES items (item_no), 
	CONSTRAINT packages_whole_order CHECK (whole_order IN (0, 1))
);
INSERT INTO "packages" VALUES(1,'main',2,1,1,2,NULL,1,'2026-03-05','UPS',NULL,'1Z999AA10123456784',NULL);
INSERT INTO "packages" VALUES(2,'main',2,3,2,1,NULL,1,'2026-03-05','UPS',NULL,NULL,NULL);
CREATE TABLE refunds (
	refund_no INTEGER NOT NULL, 
	merchant_id VARCHAR NOT NULL, 
	upload_no INTEGER NOT NULL, 
	record INTEGER NOT NULL, 
	item_no INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	currency VARCHAR(3), 
	item_price BIGINT, 
	item_tax BIGINT, 
	shipping_price BIGINT, 
	shipping_tax BIGINT, 
	gift_wrap_price BIGINT, 
	gift_wrap_tax BIGINT, 
	item_promotion BIGINT, 
	ship_promotion BIGINT, 
	item_promotion_id TEXT, 
	ship_promotion_id TEXT, 
	quantity_cancelled INTEGER, 
	PRIMARY KEY (refund_no), 
	FOREIGN KEY(upload_no) REFERENCES uploads (upload_no), 
	FOREIGN KEY(item_no) REFERENCES items (item_no)
);
INSERT INTO "refunds" VALUES(1,'main',4,1,1,'CustomerReturn','USD',1250,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "refunds" VALUES(2,'main',4,2,2,'CustomerReturn','JPY',500,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE scheduled_runs (
	merchant_id VARCHAR NOT NULL, 
	date VARCHAR NOT NULL, 
	from_entry INTEGER NOT NULL, 
	to_entry INTEGER NOT NULL, 
	PRIMARY KEY (merchant_id, date)
);
CREATE TABLE upload_faults (
	upload_no INTEGER NOT NULL, 
	fault_no INTEGER NOT NULL, 
	record INTEGER NOT NULL, 
	order_id TEXT, 
	order_item_id TEXT, 
	code INTEGER NOT NULL, 
	message TEXT, 
	sheet TEXT, 
	cell TEXT, 
	heading TEXT, 
	found TEXT, 
	remedy TEXT, 
	PRIMARY KEY (upload_no, fault_no), 
	FOREIGN KEY(upload_no) REFERENCES uploads (upload_no)
);
INSERT INTO "upload_faults" VALUES(2,1,2,'202-0000000-0000009',NULL,18028,'Order 202-0000000-0000009 is not in the order table. Copy order-id and order-item-id from the Orders report. Column order-id, value "202-0000000-0000009", cell A3',NULL,'A3','order-id','202-0000000-0000009','Copy order-id and order-item-id from the Orders report.');
INSERT INTO "upload_faults" VALUES(2,2,3,'202-0000000-0000002',NULL,70203,'tracking-number is empty, though UPS can be tracked. Upload the row again with its tracking-number; without it, it counts against the valid-tracking rate. Column tracking-number, value "", cell F4',NULL,'F4','tracking-number',NULL,'Upload the row again with its tracking-number; without it, it counts against the valid-tracking rate.');
INSERT INTO "upload_faults" VALUES(2,3,4,'202-0000000-0000004',NULL,71001,'Order 202-0000000-0000004 is Pending: its payment or details are not verified yet. Wait until the order is in the Orders report, then upload the row again. Column order-id, value "202-0000000-0000004", cell A5',NULL,'A5','order-id','202-0000000-0000004','Wait until the order is in the Orders report, then upload the row again.');
CREATE TABLE uploads (
	upload_no INTEGER NOT NULL, 
	merchant_id VARCHAR NOT NULL, 
	kind VARCHAR, 
	path TEXT NOT NULL, 
	as_of BIGINT NOT NULL, 
	state VARCHAR NOT NULL, 
	records INTEGER NOT NULL, 
	applied INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	warnings INTEGER NOT NULL, 
	fingerprint VARCHAR, 
	PRIMARY KEY (upload_no), 
	CONSTRAINT uploads_state CHECK (state IN ('applied', 'applied in part', 'refused', 'Fatal')), 
	CONSTRAINT uploads_count_every_record CHECK (state = 'Fatal' OR records = applied + refused)
);
INSERT INTO "uploads" VALUES(1,'main','orders','/desk/orders.txt',1773144000,'applied',5,5,0,0,'e4cb0952b34ff3ab4903de6ea9ea59d1d6ff4297ed1b05fb694949ec6ff6320a');
INSERT INTO "uploads" VALUES(2,'main','shipping-confirmation','/desk/parcels.txt',1773144000,'applied in part',4,2,2,1,'fb9e025d9aa7cd43e0b5baefd64c4c63e2abb8a6c195f41ce852cf82b195278c');
INSERT INTO "uploads" VALUES(3,'main','order-cancellation','/desk/cancellations.txt',1773144000,'applied',1,1,0,0,'199386e126cfa5be91d84b763203c34eb30198bd25dacb9eb7815a614c23d96f');
INSERT INTO "uploads" VALUES(4,'main','order-adjustment','/desk/refunds.txt',1773144000,'applied',2,2,0,0,'557952a7367c759f92ec131c4fda0d0c0ba26a9338a6a75e4728751f33f6180a');
CREATE UNIQUE INDEX orders_by_id ON orders (merchant_id, order_id);
CREATE INDEX orders_by_purchase ON orders (merchant_id, purchase_at);
CREATE INDEX uploads_by_fingerprint ON uploads (merchant_id, fingerprint);
CREATE UNIQUE INDEX items_by_id ON items (merchant_id, order_item_id);
CREATE INDEX items_by_order ON items (order_no);
CREATE INDEX ix_packages_item_no ON packages (item_no);
CREATE INDEX ix_cancellations_item_no ON cancellations (item_no);
CREATE INDEX ix_refunds_item_no ON refunds (item_no);
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries is append-only'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries is append-only'); END;
CREATE TRIGGER cancellations_no_update BEFORE UPDATE ON cancellations BEGIN SELECT RAISE(ABORT, 'cancellations is append-only'); END;
CREATE TRIGGER cancellations_no_delete BEFORE DELETE ON cancellations BEGIN SELECT RAISE(ABORT, 'cancellations is append-only'); END;
CREATE TRIGGER refunds_no_update BEFORE UPDATE ON refunds BEGIN SELECT RAISE(ABORT, 'refunds is append-only'); END;
CREATE TRIGGER refunds_no_delete BEFORE DELETE ON refunds BEGIN SELECT RAISE(ABORT, 'refunds is append-only'); END;
COMMIT;
