/** Someone who is signed in, by cookie or by key. */
export interface Person {
  id: string;
  name: string;
  email: string;
}
