print("nsdoctor")
