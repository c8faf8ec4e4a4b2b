export const firstNames = [
  'Ada', 'Aisha', 'Alejandro', 'Amelie', 'Ana', 'Anders', 'Anna', 'Antoine', 'Aoife', 'Arjun', 'Astrid', 'Beatriz',
  'Benedikt', 'Björn', 'Camille', 'Carlos', 'Chiara', 'Chloé', 'Clara', 'Daniel', 'Daria', 'David', 'Diego', 'Elena',
  'Elif', 'Emma', 'Erik', 'Esther', 'Eva', 'Fatima', 'Felix', 'Finn', 'Gabriel', 'Giulia', 'Greta', 'Hana', 'Hannah',
  'Henrik', 'Ines', 'Irina', 'Isabel', 'Ivan', 'Jakub', 'James', 'Jana', 'João', 'Johanna', 'Jonas', 'Julia', 'Kai',
  'Karim', 'Katarina', 'Kenji', 'Lara', 'Lars', 'Laura', 'Leila', 'Leo', 'Liam', 'Lina', 'Lucas', 'Lucía', 'Luka',
  'Magnus', 'Maria', 'Marie', 'Mateo', 'Maya', 'Mei', 'Mia', 'Milan', 'Mohamed', 'Naomi', 'Nina', 'Noah', 'Nora',
  'Olga', 'Oliver', 'Omar', 'Paul', 'Petra', 'Priya', 'Rafael', 'Rania', 'Ravi', 'Robert', 'Rosa', 'Samir', 'Sara',
  'Sean', 'Sofia', 'Stefan', 'Tariq', 'Teresa', 'Thomas', 'Tomás', 'Valentina', 'Victor', 'Yara', 'Yuki', 'Zoe',
] as const;

export const lastNames = [
  'Abe', 'Aguilar', 'Andersson', 'Bauer', 'Becker', 'Bernard', 'Bianchi', 'Brandt', 'Brown', 'Byrne', 'Castillo',
  'Chen', 'Clark', 'Costa', 'Cruz', 'Das', 'Davies', 'De Vries', 'Dubois', 'Dvořák', 'Eriksen', 'Fernández',
  'Ferrari', 'Fischer', 'Fontaine', 'García', 'Gruber', 'Gupta', 'Haddad', 'Hansen', 'Hassan', 'Hoffmann', 'Horvat',
  'Huber', 'Ito', 'Ivanova', 'Jansen', 'Johansson', 'Jones', 'Kaya', 'Keller', 'Khan', 'Kim', 'Kovács', 'Kowalski',
  'Kumar', 'Larsen', 'Lefebvre', 'Lehmann', 'Li', 'Lopez', 'MacDonald', 'Maier', 'Marino', 'Martin', 'Mendes',
  'Meyer', 'Moreau', 'Müller', 'Murphy', 'Nakamura', 'Nguyen', 'Nielsen', 'Novak', "O'Brien", "O'Neil", 'Okafor',
  'Olsen', 'Park', 'Patel', 'Pereira', 'Petrov', 'Popescu', 'Ricci', 'Rossi', 'Ruiz', 'Sánchez', 'Santos', 'Sato',
  'Schmidt', 'Schneider', 'Silva', 'Singh', 'Smith', 'Sørensen', 'Steiner', 'Suzuki', 'Tanaka', 'Taylor', 'Torres',
  'Tremblay', 'Ueda', 'Vargas', 'Wagner', 'Walker', 'Wang', 'Weber', 'Williams', 'Wolf', 'Yılmaz', 'Zhang',
] as const;

export const companyWords = [
  'Alder', 'Amber', 'Anchor', 'Apex', 'Arbor', 'Aster', 'Atlas', 'Aurora', 'Beacon', 'Birch', 'Borealis', 'Bright',
  'Brook', 'Canyon', 'Cedar', 'Cobalt', 'Comet', 'Compass', 'Copper', 'Coral', 'Crescent', 'Delta', 'Dune', 'Eastgate',
  'Echo', 'Ember', 'Falcon', 'Fern', 'Fjord', 'Foxglove', 'Garnet', 'Glacier', 'Granite', 'Harbor', 'Hawthorn',
  'Helix', 'Heron', 'Hilltop', 'Indigo', 'Ivory', 'Juniper', 'Kestrel', 'Lantern', 'Larch', 'Linden', 'Lumen',
  'Maple', 'Meridian', 'Monsoon', 'Nimbus', 'North', 'Oak', 'Orchard', 'Osprey', 'Pioneer', 'Quartz', 'Raven', 'Ridge',
  'River', 'Sable', 'Saffron', 'Sierra', 'Silver', 'Slate', 'Solstice', 'Spruce', 'Summit', 'Tempest', 'Thistle',
  'Tidal', 'Timber', 'Topaz', 'Vale', 'Verdant', 'Vertex', 'Willow', 'Zenith', 'Zephyr',
] as const;

export const companyKinds = [
  'Analytics', 'Bakery', 'Brewing', 'Capital', 'Clinics', 'Construction', 'Consulting', 'Energy', 'Foods', 'Freight',
  'Garden Centres', 'Hotels', 'Instruments', 'Insurance', 'Labs', 'Logistics', 'Machines', 'Media', 'Optics', 'Paper',
  'Partners', 'Pharma', 'Robotics', 'Schools', 'Shipping', 'Software', 'Solar', 'Systems', 'Textiles', 'Travel', 'Works',
] as const;

export const legalForms = ['AG', 'B.V.', 'GmbH', 'Inc.', 'LLC', 'Ltd', 'S.A.', 'S.r.l.', '& Sons', 'Group'] as const;

export const titles = [
  'Account Manager', 'Buyer', 'CEO', 'CFO', 'CTO', 'Consultant', 'Director of Operations', 'Engineer', 'Facility Manager',
  'Head of Marketing', 'Head of Sales', 'IT Manager', 'Office Manager', 'Procurement Lead', 'Project Manager', 'VP Finance',
] as const;

export const departments = ['Finance', 'IT', 'Marketing', 'Operations', 'Procurement', 'Sales'] as const;

export interface Place { city: string; state: string; postalCode: string; country: string; latitude: number; longitude: number }

export const places = [
  { city: 'Amsterdam', state: 'Noord-Holland', postalCode: '1012 JS', country: 'Netherlands', latitude: 52.3728, longitude: 4.8936 },
  { city: 'Barcelona', state: 'Catalonia', postalCode: '08002', country: 'Spain', latitude: 41.3829, longitude: 2.1774 },
  { city: 'Berlin', state: 'Berlin', postalCode: '10117', country: 'Germany', latitude: 52.5174, longitude: 13.3951 },
  { city: 'Boston', state: 'MA', postalCode: '02110', country: 'USA', latitude: 42.3601, longitude: -71.0589 },
  { city: 'Chicago', state: 'IL', postalCode: '60601', country: 'USA', latitude: 41.8781, longitude: -87.6298 },
  { city: 'Dublin', state: 'Leinster', postalCode: 'D02 X285', country: 'Ireland', latitude: 53.3498, longitude: -6.2603 },
  { city: 'Graz', state: 'Styria', postalCode: '8010', country: 'Austria', latitude: 47.0707, longitude: 15.4395 },
  { city: 'Lisboa', state: 'Lisboa', postalCode: '1100-148', country: 'Portugal', latitude: 38.7223, longitude: -9.1393 },
  { city: 'London', state: 'England', postalCode: 'EC1A 1BB', country: 'United Kingdom', latitude: 51.5074, longitude: -0.1278 },
  { city: 'Milano', state: 'MI', postalCode: '20121', country: 'Italy', latitude: 45.4642, longitude: 9.19 },
  { city: 'München', state: 'Bavaria', postalCode: '80331', country: 'Germany', latitude: 48.1374, longitude: 11.5755 },
  { city: 'Osaka', state: 'Osaka', postalCode: '530-0001', country: 'Japan', latitude: 34.6937, longitude: 135.5023 },
  { city: 'Paris', state: 'Île-de-France', postalCode: '75001', country: 'France', latitude: 48.8566, longitude: 2.3522 },
  { city: 'Praha', state: 'Praha', postalCode: '110 00', country: 'Czechia', latitude: 50.0755, longitude: 14.4378 },
  { city: 'San Francisco', state: 'CA', postalCode: '94105', country: 'USA', latitude: 37.7749, longitude: -122.4194 },
  { city: 'São Paulo', state: 'SP', postalCode: '01310-100', country: 'Brazil', latitude: -23.5505, longitude: -46.6333 },
  { city: 'Toronto', state: 'ON', postalCode: 'M5H 2N2', country: 'Canada', latitude: 43.6532, longitude: -79.3832 },
  { city: 'Wien', state: 'Wien', postalCode: '1010', country: 'Austria', latitude: 48.2082, longitude: 16.3738 },
] as const satisfies readonly Place[];

export const streets = [
  'Harbour Street', 'High Street', 'Hauptstrasse', 'Market Square', 'Mill Lane', 'Park Avenue', 'Ringstrasse',
  'Rue de la Gare', 'Station Road', 'Via Roma',
] as const;

const accents: Readonly<Record<string, string>> = { ø: 'o', ı: 'i', ß: 'ss' };

/** A name as it stands in an e-mail address. */
export const plain = (name: string): string => name.toLowerCase()
  .replace(/[øıß]/g, (letter) => accents[letter] ?? letter)
  .normalize('NFD')
  .replace(/[^a-z]/g, '');
